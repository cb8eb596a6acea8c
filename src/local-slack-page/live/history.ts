import type { PlacedMessage, Result, Update } from '../../local-slack/protocol.js';

/** What the page has read of a channel's messages. It is immutable. */
export interface History {
  /** Oldest first. All messages of the channel since `from`, and those of the threads that were read. */
  messages: readonly PlacedMessage[];
  /** `ts` of the oldest message in the channel that was read; empty if there are no older ones. */
  from: string;
  /** `ts` of the parents whose threads were read. */
  threads: ReadonlySet<string>;
}

export interface MessagePlace {
  channel: string;
  ts: string;
  ephemeral_to?: string;
}

/** The server sends this many messages at once. */
const PAGE_SIZE = 50;

/** A history that begins with the newest messages of a channel. */
export function startHistory(
  messages: readonly PlacedMessage[],
  hasMore = messages.length >= PAGE_SIZE,
): History {
  return { messages, from: (hasMore && messages[0]?.message.ts) || '', threads: new Set() };
}

/** The history with messages of the channel that were read: the newest ones, or older ones. */
export function withPage(history: History | undefined, { messages = [], has_more }: Result): History {
  const page = startHistory(messages, has_more ?? false);
  if (!history) return page;
  const from = page.from < history.from ? page.from : history.from;
  return { ...history, from, messages: merge(history.messages, messages) };
}

/** The history with a thread that was read. */
export function withThread(history: History, ts: string, { messages = [] }: Result): History {
  return {
    ...history,
    messages: merge(history.messages, messages),
    threads: new Set(history.threads).add(ts),
  };
}

/** The history after an update of a message in its channel. Any other update changes nothing. */
export function withUpdate(history: History, update: Update): History {
  if (update.type === 'message') {
    const { channel, message, ephemeral_to } = update;
    return withMessage(history, { channel, message, ephemeral_to });
  }
  return update.type === 'message_deleted' ? withoutMessage(history, update) : history;
}

export function withMessage(history: History, placed: PlacedMessage): History {
  const { messages } = history;
  const at = messages.findIndex(isAt(placeOf(placed)));
  if (at >= 0) return { ...history, messages: messages.with(at, placed) };
  const after = messages.findLastIndex(({ message }) => message.ts <= placed.message.ts);
  return { ...history, messages: messages.toSpliced(after + 1, 0, placed) };
}

export function withoutMessage(history: History, place: MessagePlace): History {
  const isIt = isAt(place);
  return { ...history, messages: history.messages.filter((placed) => !isIt(placed)) };
}

export function hasMessage({ messages }: History, placed: PlacedMessage): boolean {
  return messages.some(isAt(placeOf(placed)));
}

/** Both lists in order of `ts`. A message in `read` replaces the same message in `known`. */
function merge(known: readonly PlacedMessage[], read: readonly PlacedMessage[]): PlacedMessage[] {
  const byKey = new Map([...known, ...read].map((placed) => [keyOf(placed), placed]));
  return [...byKey.values()].sort((a, b) =>
    a.message.ts < b.message.ts ? -1 : a.message.ts > b.message.ts ? 1 : 0,
  );
}

const keyOf = ({ message, ephemeral_to = '' }: PlacedMessage) => `${message.ts} ${ephemeral_to}`;

const placeOf = ({ channel, message, ephemeral_to }: PlacedMessage): MessagePlace => ({
  channel,
  ts: message.ts,
  ephemeral_to,
});

function isAt({ ts, ephemeral_to }: MessagePlace) {
  return (placed: PlacedMessage) => placed.message.ts === ts && placed.ephemeral_to === ephemeral_to;
}
