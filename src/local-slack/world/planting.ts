import { seconds } from '../ids.js';
import type { Team } from '../model.js';
import type { Transaction } from '../store/transaction.js';
import type { WorldSeed } from './seed.js';

/** The ids of bots take this place in the order of people, so people go around it. */
export const FIRST_BOT = 899;

/** The world that is planted. */
export interface Planting {
  db: Transaction;
  url: string;
  at: Date;
  /** Notes what is wrong with the seed, for an error that lists all mistakes. */
  mistake(text: string): void;
}

/** What the parts of the seed have become so far. */
export interface Planted {
  seed: WorldSeed['workspaces'][number];
  team: Team;
  /** Ids of the people, by handle. */
  people: Map<string, string>;
  /** The installed apps by name. */
  bots: Map<string, { app: string; user: string }>;
  /** Ids of the channels, by name. */
  channels: Map<string, string>;
}

/** The values that occur more than once. */
export function repeated(values: readonly string[]): Set<string> {
  const once = new Set<string>();
  return new Set(values.filter((one) => once.size === once.add(one).size));
}

/** Where users are built for. */
export function whereOf({ url, at }: Planting, team: Team) {
  return { url, team, updated: seconds(at) };
}
