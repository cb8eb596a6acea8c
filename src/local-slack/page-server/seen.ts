import type { Snapshot } from '../protocol.js';

/** What the page of a tab has been sent, as far as the server knows. */
export interface Seen {
  /** Ids of users. */
  users: Set<string>;
  channels: SeenChannels;
  /** The `ts` of ephemeral messages. */
  ephemerals: Set<string>;
}

/**
 * The channels that a page shows. The server knows them exactly if the page has received a snapshot. If the page has
 * resumed, its snapshot came from an earlier connection. Then all channels count as shown, until one goes.
 */
export interface SeenChannels {
  isExact: boolean;
  has(channel: string): boolean;
  add(channel: string): void;
  /** @returns true if the page showed the channel */
  delete(channel: string): boolean;
}

/** What a page has seen that has received this snapshot; undefined for a page that has resumed. */
export function createSeen(snapshot?: Pick<Snapshot, 'users' | 'channels'>): Seen {
  return {
    users: new Set(snapshot?.users.map(({ id }) => id)),
    channels: createSeenChannels(snapshot?.channels.map(({ id }) => id)),
    ephemerals: new Set(),
  };
}

function createSeenChannels(shown: readonly string[] | undefined): SeenChannels {
  const isExact = shown !== undefined;
  const exceptions = new Set(shown);
  const has = (channel: string) => exceptions.has(channel) === isExact;
  return {
    isExact,
    has,
    add: (channel) => {
      if (isExact) exceptions.add(channel);
      else exceptions.delete(channel);
    },
    delete: (channel) => {
      const had = has(channel);
      if (isExact) exceptions.delete(channel);
      else exceptions.add(channel);
      return had;
    },
  };
}
