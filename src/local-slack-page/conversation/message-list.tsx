import { Fragment, type ReactNode, useLayoutEffect, useMemo, useRef } from 'react';
import type { PlacedMessage } from '../../local-slack/protocol.js';
import { dayName, groupMessages } from './group-messages.js';
import { MessageView } from './message.js';

interface MessageListProps {
  label: string;
  messages: readonly PlacedMessage[];
  /** `ts` of the first message that was unread when the list was opened. A divider comes before it. */
  firstNew?: string;
  isInThread?: boolean;
  /** Shown above the first message. */
  intro?: ReactNode;
}

/** A list of messages. It stays scrolled to the newest one unless the person has scrolled up. */
export function MessageList({ label, messages, firstNew, isInThread = false, intro }: MessageListProps) {
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  useStickToEnd(list, content);
  const rows = useMemo(() => groupMessages(messages, firstNew), [messages, firstNew]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
    <div ref={list} className="message-list" role="log" aria-live="polite" aria-label={label} tabIndex={0}>
      <div ref={content} className="message-rows">
        {intro}
        {rows.map((row) => {
          if (row.kind === 'message') {
            const { key, placed, isFollowing } = row;
            return (
              <Fragment key={key}>
                <MessageView placed={placed} isFollowing={isFollowing} isInThread={isInThread} />
                {isInThread && placed === messages[0] && <RepliesLine count={messages.length - 1} />}
              </Fragment>
            );
          }
          if (row.kind === 'new')
            return (
              <div key={row.key} className="new-line">
                <span>New</span>
              </div>
            );
          if (isInThread) return null;
          return (
            <div key={row.key} className="day-line">
              <span>{dayName(row.date, new Date())}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function RepliesLine({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <div className="replies-line">
      <span>
        {count} {count === 1 ? 'reply' : 'replies'}
      </span>
    </div>
  );
}

const NEAR_PX = 60;

function useStickToEnd(
  list: React.RefObject<HTMLElement | null>,
  content: React.RefObject<HTMLElement | null>,
) {
  useLayoutEffect(() => {
    const { current: scroller } = list;
    const { current: inner } = content;
    if (!scroller || !inner) return;
    let isAtEnd = true;
    const toEnd = () => {
      if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
    };
    const onScroll = () => {
      isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    };
    toEnd();
    const resizes = new ResizeObserver(toEnd);
    resizes.observe(inner);
    resizes.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, [list, content]);
}
