import { groupBy } from './group-by.js';
import type { Change, Tables } from './history.js';
import type { Note } from './notes.js';
import type { Pushed } from './pusher.js';

/** Everything that Slack, the apps and the database recorded in a run. */
export interface Evidence {
  pushed: readonly Pushed[];
  notes: readonly Note[];
  tables: Tables;
  /** When PostgreSQL was killed, in milliseconds since 1970. */
  crashes: readonly number[];
}

/** One payload from Slack, with everything that happened to it. */
export interface Story {
  push: Pushed;
  /** The ids of its envelopes. There should be at most one. */
  ids: string[];
  /** The changes, in the order in which they were made. */
  changes: Change[];
  /** The notes, in the order of their times. */
  notes: Note[];
}

export type Wrong = 'lost' | 'twice-settled' | 'out of order' | 'wrong answer';

export interface Violation {
  wrong: Wrong;
  why: string;
  story: Story;
  /** The story that it should have waited for. */
  other?: Story;
}

/** Collects the evidence about each payload. */
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

/** True if a try was acknowledged, by a 200 or over a socket, even if too late for Slack. */
export function isAcknowledged({ tries }: Pushed): boolean {
  return tries.some(({ how }) => how === 'acknowledged');
}
