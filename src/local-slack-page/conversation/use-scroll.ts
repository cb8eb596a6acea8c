import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface ScrollOptions {
  list: RefObject<HTMLElement | null>;
  content: RefObject<HTMLElement | null>;
  /** Identifies the rows. It changes when a row comes or goes. */
  rows: unknown;
  /** Identifies the first row. It changes when older messages come above it. */
  first: string | undefined;
  /** Called when the person comes near the first row. */
  onTop?: () => void;
}

const NEAR_END_PX = 60;
const NEAR_TOP_PX = 400;

/**
 * Scrolls a list of messages. It stays at its end unless the person has scrolled up. What the person reads stays where
 * it is when older messages come above it.
 */
export function useScroll({ list, content, rows, first, onTop }: ScrollOptions) {
  const isAtEnd = useRef(true);
  const heightPx = useRef(0);

  useLayoutEffect(() => {
    const { current: scroller } = list;
    const { current: inner } = content;
    if (!scroller || !inner) return;
    const settle = () => {
      if (isAtEnd.current) scroller.scrollTop = scroller.scrollHeight;
      heightPx.current = scroller.scrollHeight;
    };
    const onScroll = () => {
      isAtEnd.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    };
    settle();
    const resizes = new ResizeObserver(settle);
    resizes.observe(inner);
    resizes.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, [list, content]);

  const shownFirst = useRef(first);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the rows
  useLayoutEffect(() => {
    const { current: scroller } = list;
    if (!scroller) return;
    const isChanged = shownFirst.current !== first;
    if (isChanged && !isAtEnd.current) scroller.scrollTop += scroller.scrollHeight - heightPx.current;
    shownFirst.current = first;
    heightPx.current = scroller.scrollHeight;
  }, [list, rows, first]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a short page of messages may leave the top in sight
  useEffect(() => {
    const { current: scroller } = list;
    if (!scroller || !onTop) return;
    const look = () => {
      // A list that is not displayed has no height.
      if (scroller.clientHeight > 0 && scroller.scrollTop < NEAR_TOP_PX) onTop();
    };
    look();
    scroller.addEventListener('scroll', look, { passive: true });
    return () => scroller.removeEventListener('scroll', look);
  }, [list, rows, onTop]);
}
