import type {
  Frame,
  PlacedMessage,
  ShownApp,
  ShownChannel,
  Update,
  User,
  View,
} from '../../../src/local-slack/protocol.js';

/** What a tab shows, as it derives it from the frames and from what it has read. */
export interface Shown {
  world: string;
  /** The number of the last change. */
  number: number;
  users: Map<string, User>;
  channels: Map<string, ShownChannel>;
  apps: Map<string, ShownApp>;
  homes: Map<string, View>;
  modals: View[];
  messages: Map<string, PlacedMessage>;
  /** The channels of which the tab has the newest messages. */
  readChannels: Set<string>;
  /** The threads that the tab has, as `channel/ts`. */
  readThreads: Set<string>;
}

export function applyFrame(shown: Shown | undefined, frame: Frame): Shown | undefined {
  if (frame.type === 'snapshot') {
    const { world, number, users, channels, apps, homes, modals } = frame.snapshot;
    return {
      world,
      number,
      users: byId(users),
      channels: byId(channels),
      apps: byId(apps),
      homes: new Map(homes.map((view) => [view.app_id, view])),
      modals,
      messages: new Map(),
      readChannels: new Set(),
      readThreads: new Set(),
    };
  }
  if (frame.type === 'change' && shown) {
    if (frame.number !== shown.number + 1)
      throw new Error(`The change ${frame.number} came after ${shown.number}.`);
    for (const update of frame.updates) applyUpdate(shown, update);
    shown.number = frame.number;
  }
  return shown;
}

function applyUpdate(shown: Shown, update: Update): void {
  switch (update.type) {
    case 'message': {
      const { type, is_new, ...placed } = update;
      shown.messages.set(placeOf(placed), placed);
      return;
    }
    case 'message_deleted':
      shown.messages.delete([update.channel, update.ts, update.ephemeral_to ?? ''].join('/'));
      return;
    case 'channel':
      shown.channels.set(update.channel.id, update.channel);
      if (!update.messages) return;
      forget(shown, update.channel.id);
      shown.readChannels.add(update.channel.id);
      addMessages(shown, update.messages);
      return;
    case 'channel_gone':
      shown.channels.delete(update.channel);
      forget(shown, update.channel);
      return;
    case 'user':
      shown.users.set(update.user.id, update.user);
      return;
    case 'modals':
      shown.modals = update.views;
      return;
    case 'home':
      shown.homes.set(update.view.app_id, update.view);
      return;
    case 'app':
      shown.apps.set(update.app.id, update.app);
  }
}

/** Adds messages that the tab has read. */
export function addMessages({ messages }: Shown, read: readonly PlacedMessage[]): void {
  for (const placed of read) messages.set(placeOf(placed), placed);
}

/** What the channel itself shows, oldest first: no replies, unless they are broadcast. */
export function shownInChannel(shown: Shown, channel: string): PlacedMessage[] {
  const isInChannel = ({ message: { ts, thread_ts, subtype } }: PlacedMessage) =>
    !thread_ts || thread_ts === ts || subtype === 'thread_broadcast';
  return messagesOf(shown, channel).filter(isInChannel);
}

/** The parent and its replies, oldest first. */
export function shownInThread(shown: Shown, channel: string, parent: string): PlacedMessage[] {
  return messagesOf(shown, channel).filter(
    ({ message }) => message.thread_ts === parent || message.ts === parent,
  );
}

function messagesOf({ messages }: Shown, channel: string): PlacedMessage[] {
  return [...messages.values()]
    .filter((placed) => placed.channel === channel)
    .sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1));
}

function forget(shown: Shown, channel: string): void {
  for (const [place, placed] of shown.messages) if (placed.channel === channel) shown.messages.delete(place);
  for (const thread of shown.readThreads) if (thread.startsWith(channel)) shown.readThreads.delete(thread);
  shown.readChannels.delete(channel);
}

function placeOf({ channel, message, ephemeral_to = '' }: PlacedMessage): string {
  return [channel, message.ts, ephemeral_to].join('/');
}

function byId<T extends { id: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((one) => [one.id, one]));
}
