import { groupBy } from './group-by.js';
import type { Change, Tables } from './history.js';
import type { Note } from './notes.js';
import type { Pushed } from './pusher.js';

/** All that is known at the end of a run, by whoever knows it first hand. */
export interface Evidence {
  pushed: readonly Pushed[];
  notes: readonly Note[];
  tables: Tables;
  /** When PostgreSQL was killed, in milliseconds since 1970. */
  crashes: readonly number[];
}

/** One thing of Slack's, and everything that became of it. */
export interface Story {
  push: Pushed;
  /** The envelopes that it was stored as: one, or none. */
  ids: string[];
  /** In the order in which they were made. */
  changes: Change[];
  /** In the order of their times. */
  notes: Note[];
}

export type Wrong = 'lost' | 'twice-settled' | 'out of order' | 'wrong answer';

export interface Violation {
  wrong: Wrong;
  why: string;
  story: Story;
  /** What it should have waited for. */
  other?: Story;
}

/** Everything that anybody knows of each thing that was pushed, together. */
export function tellStories({ pushed, notes, tables }: Evidence): Story[] {
  const changesOf = groupBy(tables.changes, ({ dedupeId }) => dedupeId);
  const notesOf = groupBy(notes, ({ id }) => id);
  return pushed.map((push) => {
    const changes = changesOf.get(push.dedupeId) ?? [];
    const ids = [...new Set([...(tables.stored.get(push.dedupeId) ?? []), ...changes.map(({ id }) => id)])];
    const told = ids.flatMap((id) => notesOf.get(id) ?? []);
    return { push, ids, changes, notes: told.toSorted((one, other) => one.at - other.at) };
  });
}

/** By a 200, or over a socket, be it too late for Slack. */
export function isAcknowledged({ tries }: Pushed): boolean {
  return tries.some(({ how }) => how === 'acknowledged');
}
