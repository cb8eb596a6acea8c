import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface PopoverProps {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  /** The side on which the edges of the anchor and the popover are aligned. */
  align?: 'start' | 'end';
  side?: 'below' | 'above';
  /** True for a popover that is at least as wide as its anchor. */
  stretch?: boolean;
  className?: string;
  children: ReactNode;
}

const GAP = 4;

/**
 * A small box beside its anchor, above everything else, including modals. Escape and a click elsewhere close it.
 * It does not take the focus by itself.
 */
export function Popover({
  anchor,
  onClose,
  align = 'start',
  side = 'below',
  stretch,
  className,
  children,
}: PopoverProps) {
  const popover = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current: shown } = popover;
    const { current: beside } = anchor;
    if (!shown || !beside) return;
    shown.showPopover();
    const place = () => {
      const from = beside.getBoundingClientRect();
      if (stretch) shown.style.minWidth = `${from.width}px`;
      const { width, height } = shown.getBoundingClientRect();
      const below = from.bottom + GAP;
      const above = from.top - GAP - height;
      const top =
        side === 'below'
          ? below + height > innerHeight && above > 0
            ? above
            : below
          : above < 0
            ? below
            : above;
      const left = align === 'start' ? from.left : from.right - width;
      shown.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
      shown.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    };
    place();
    const resizes = new ResizeObserver(place);
    resizes.observe(shown);
    document.addEventListener('scroll', place, { capture: true, passive: true });
    return () => {
      resizes.disconnect();
      document.removeEventListener('scroll', place, { capture: true });
    };
  }, [anchor, align, side, stretch]);
  useCloseElsewhere(popover, anchor, onClose);
  return (
    <div ref={popover} popover="manual" className={className ? `popover ${className}` : 'popover'}>
      {children}
    </div>
  );
}

function useCloseElsewhere(
  popover: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  onClose: () => void,
) {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const isInside = (target: EventTarget | null) =>
      target instanceof Node && (popover.current?.contains(target) || anchor.current?.contains(target));
    const onPointer = (event: Event) => {
      if (!isInside(event.target)) close.current();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
    };
    const options = { capture: true };
    document.addEventListener('pointerdown', onPointer, options);
    document.addEventListener('keydown', onKey, options);
    return () => {
      document.removeEventListener('pointerdown', onPointer, options);
      document.removeEventListener('keydown', onKey, options);
    };
  }, [popover, anchor]);
}
