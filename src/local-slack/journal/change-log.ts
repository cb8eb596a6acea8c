import { placeOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { changes, heads } from '../world/collections.js';
import type { Change } from './change.js';

/** How many changes of each workspace are kept in memory. Pages that missed more of them read from the store. */
const RECENT = 1000;
/** How many changes are read from the store at once. */
const AT_ONCE = 200;

/** Hands out the changes of each workspace by number. */
export interface ChangeLog {
  /** Adds changes that were committed, and tells the listeners. */
  add(changes: readonly Change[]): void;
  /** The next changes after this number, in order: at least one if there are any, but not always all. */
  after(team: string, number: number): Promise<readonly Change[]>;
  /** The number of the newest change; 0 if there is none. */
  head(team: string): Promise<number>;
  /** @returns a function that removes the listener */
  onChange(listener: (changes: readonly Change[]) => void): () => void;
}

export function createChangeLog(reader: Reader): ChangeLog {
  const recent = new Map<string, Change[]>();
  const listeners = new Set<(changes: readonly Change[]) => void>();

  return {
    add: (added) => {
      if (added.length === 0) return;
      for (const change of added) {
        const kept = recent.get(change.team) ?? [];
        if (kept.push(change) > 2 * RECENT) kept.splice(0, RECENT);
        recent.set(change.team, kept);
      }
      for (const listener of listeners) listener(added);
    },
    after: async (team, number) => {
      const kept = recent.get(team) ?? [];
      const first = kept[0]?.number ?? Number.POSITIVE_INFINITY;
      if (number + 1 >= first) return kept.slice(number + 1 - first);
      return reader.list(changes, 'team', team, { after: placeOf(number), limit: AT_ONCE });
    },
    head: async (team) => recent.get(team)?.at(-1)?.number ?? (await reader.find(heads, team))?.number ?? 0,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
