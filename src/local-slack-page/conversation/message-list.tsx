import { Fragment, type ReactNode, useMemo, useRef } from 'react';
import type { PlacedMessage } from '../../local-slack/protocol.js';
import { dayName, groupMessages } from './group-messages.js';
import { MessageView } from './message.js';
import { useScroll } from './use-scroll.js';

interface MessageListProps {
  label: string;
  messages: readonly PlacedMessage[];
  /** `ts` of the first message that was unread when the list was opened. A divider comes before it. */
  firstNew?: string;
  isInThread?: boolean;
  /** Shown above the first message. */
  intro?: ReactNode;
  /** Called when the person comes near the first message. */
  onTop?: () => void;
}

/** A list of messages. It stays scrolled to the newest one unless the person has scrolled up. */
export function MessageList(props: MessageListProps) {
  const { label, messages, firstNew, isInThread = false, intro, onTop } = props;
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => groupMessages(messages, firstNew), [messages, firstNew]);
  useScroll({ list, content, rows, first: messages[0]?.message.ts, onTop });
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
