import type { PlacedMessage, ShownChannel, Snapshot, Update } from '../../../src/local-slack/protocol.js';
import type { TestPage } from './test-page.js';

type FramedPage = Pick<TestPage, 'frames' | 'act'>;

/** The channels and messages that a page shows, as it derives them from what it receives. */
export interface ShownPage {
  channels: Map<string, ShownChannel>;
  /** By channel, if the page has received its messages. */
  messages: Map<string, PlacedMessage[]>;
  /** Starts anew if the page got a snapshot, and goes on otherwise. Then applies all changes. */
  receive(page: FramedPage): void;
  /** Reads the channels whose messages the page has not received. */
  read(page: FramedPage): Promise<void>;
}

export function createShownPage(): ShownPage {
  const channels = new Map<string, ShownChannel>();
  const messages = new Map<string, PlacedMessage[]>();
  /** How many frames of each page were applied. */
  const applied = new WeakMap<FramedPage, number>();

  function reset(snapshot: Snapshot): void {
    channels.clear();
    messages.clear();
    for (const channel of snapshot.channels) channels.set(channel.id, channel);
  }

  function apply(update: Update): void {
    if (update.type === 'channel') {
      channels.set(update.channel.id, update.channel);
      if (update.messages) messages.set(update.channel.id, update.messages);
    }
    if (update.type === 'channel_gone') {
      channels.delete(update.channel);
      messages.delete(update.channel);
    }
    if (update.type !== 'message' && update.type !== 'message_deleted') return;
    const shown = messages.get(update.channel);
    if (!shown) return;
    const ts = update.type === 'message' ? update.message.ts : update.ts;
    const others = shown.filter(({ message }) => message.ts !== ts);
    if (update.type === 'message') {
      const { type, is_new, ...placed } = update;
      others.push(placed);
    }
    messages.set(
      update.channel,
      others.sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1)),
    );
  }

  const shown: ShownPage = {
    channels,
    messages,
    receive: (page) => {
      for (const frame of page.frames.slice(applied.get(page) ?? 0)) {
        if (frame.type === 'snapshot') reset(frame.snapshot);
        if (frame.type === 'change') for (const update of frame.updates) apply(update);
      }
      applied.set(page, page.frames.length);
    },
    read: async (page) => {
      for (const channel of channels.keys()) {
        if (messages.has(channel)) continue;
        const result = await page.act({ type: 'read_channel', channel });
        shown.receive(page);
        if (result.messages && channels.has(channel)) messages.set(channel, result.messages);
      }
    },
  };
  return shown;
}
