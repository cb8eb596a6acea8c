import type { PlacedMessage, ShownChannel, Unread } from '../../local-slack/protocol.js';

/** The server counts no further, and the page neither. */
const MOST = 100;

/** The subtype of messages that exist in this window only, not on the server. */
export const LOCAL_NOTICE = 'local_notice';

export const NOTHING_UNREAD: Unread = { count: 0, calls: 0 };

/** True if a message is shown in the channel itself. Replies are shown in their thread only, unless broadcast. */
export function isInChannel({ message }: PlacedMessage): boolean {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';
}

/** True if the person has not read a message of somebody else. Replies and local notices do not count. */
export function isUnread(placed: PlacedMessage, { channel, you }: Reader): boolean {
  const { ts, user, subtype } = placed.message;
  return ts > (channel.last_read ?? '') && user !== you && subtype !== LOCAL_NOTICE && isInChannel(placed);
}

/** A person in a channel. */
interface Reader {
  channel: ShownChannel;
  you: string;
}

/**
 * Adds a channel's messages to its unread count. `calls` counts the messages that mention the person, and in a direct message all of them.
 */
export function countUnread(
  { count, calls }: Unread,
  messages: readonly PlacedMessage[],
  reader: Reader,
): Unread {
  const { is_im, is_mpim } = reader.channel;
  const added = messages.filter((placed) => isUnread(placed, reader));
  const calling = added.filter(
    ({ message }) => is_im || is_mpim || message.text.includes(`<@${reader.you}>`),
  );
  return { count: Math.min(count + added.length, MOST), calls: Math.min(calls + calling.length, MOST) };
}
