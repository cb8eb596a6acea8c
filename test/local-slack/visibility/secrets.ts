import type { LocalSlack, SeenChannel } from '../../../src/local-slack/index.js';
import {
  channelsOf,
  type Kept,
  type Knowledge,
  mayKnowChannel,
  mayReceive,
  type Observer,
  type Secret,
} from './model.js';

/** In every secret text: the world, the kind, the audience and a number. */
const MARKER = /secret:([AB]):(\w+):([\w.-]*):(\d+);/g;
/** A `ts` that a person has read up to. Its decimals are the number of the secret. */
const MARK = /1111111111\.(\d{6})/g;
const CHANNEL_ID = /\b[CDG]0[0-9A-Z]{8}\b/g;

/** The secrets of one world, and what was received of them. */
export interface Secrets {
  /** Writes a new secret text. */
  write(secret: Secret): string;
  /** A new `ts` for what this person has read. */
  mark(user: string): string;
  /** Allows an app to see the channel and the texts that a person shows to it. */
  show(app: string, channel: string, text?: string): void;
  /** Remembers who the members of all channels are now. Call it after each act. */
  remember(): void;
  /** The first secret in the text that the observer may not receive; undefined if there is none. */
  findLeak(observer: Observer, text: string): string | undefined;
}

export function createSecrets(world: string, local: LocalSlack, nowMs: () => number): Secrets {
  const all: Kept[] = [];
  const channels = new Map<string, SeenChannel>();
  /** Who was ever a member of each channel. */
  const ever = new Map<string, Kept>();

  const known: Knowledge = {
    nowMs,
    channel: (id) => channels.get(id),
    teamsKnowing: (user) => {
      const own = local.workspaces().filter((one) => one.people().some(({ id }) => id === user));
      const shared = [...ever.values()].filter(({ members }) => members.has(user));
      return new Set([
        ...own.map(({ team }) => team.id),
        ...shared.flatMap(({ channel = '' }) => channels.get(channel)?.teams ?? []),
      ]);
    },
  };

  function keep(secret: Secret): number {
    const present = secret.dueMs === undefined ? channels.get(secret.channel ?? '')?.members : [];
    const members = new Set(present);
    return all.push({ ...secret, members, shownTo: new Set() }) - 1;
  }

  function findMarker(observer: Observer, text: string): string | undefined {
    for (const [marker, where, , , number] of text.matchAll(MARKER)) {
      const secret = all[Number(number)];
      if (where !== world || !secret || !mayReceive(known, secret, observer)) return marker;
    }
    for (const [mark, number] of text.matchAll(MARK)) {
      const secret = all[Number(number)];
      if (secret?.kind !== 'mark' || !mayReceive(known, secret, observer)) return `last_read ${mark}`;
    }
    return undefined;
  }

  function findChannel(observer: Observer, text: string): string | undefined {
    for (const [id] of text.matchAll(CHANNEL_ID)) {
      const channel = channels.get(id);
      const isOpen = channel?.is_channel && !channel.is_private;
      const kept = ever.get(id);
      if (!isOpen && !(kept && mayKnowChannel(known, kept, observer))) return `the channel ${id}`;
    }
    return undefined;
  }

  return {
    write: (secret) => {
      const { kind, channel, app, user, team } = secret;
      const audience = channel ?? [team, app, user].filter(Boolean).join('.');
      return `secret:${world}:${kind}:${audience}:${keep(secret)};`;
    },
    mark: (user) => `1111111111.${String(keep({ kind: 'mark', user })).padStart(6, '0')}`,
    show: (app, channel, text = '') => {
      ever.get(channel)?.shownTo.add(app);
      for (const [, , , , number] of text.matchAll(MARKER)) all[Number(number)]?.shownTo.add(app);
    },
    remember: () => {
      for (const channel of channelsOf(local)) {
        const kept = ever.get(channel.id);
        channels.set(channel.id, channel);
        ever.set(channel.id, {
          kind: 'message',
          channel: channel.id,
          members: new Set([...(kept?.members ?? []), ...channel.members]),
          shownTo: kept?.shownTo ?? new Set(),
        });
      }
      for (const { channel, members, dueMs = 0 } of all) {
        if (dueMs > nowMs()) continue;
        for (const user of channels.get(channel ?? '')?.members ?? []) members.add(user);
      }
    },
    findLeak: (observer, text) => findMarker(observer, text) ?? findChannel(observer, text),
  };
}
