import type { User } from '../model.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { ALL, teams, users } from '../world/collections.js';

const AT_ONCE = 100;

/** What the address of a tab asks for, as in `/live?team=T…&as=U…&world=…&since=…`. */
export interface Visit {
  /** Id of the workspace. */
  team: string;
  /** Id of the person. Empty if the workspace has no people. */
  person: string;
  /** What the page has seen before its connection was lost. */
  since?: Since;
}

export interface Since {
  world: string;
  /** The number of the last change. */
  number: number;
}

/**
 * The workspace and the person that the address names, or else the first ones.
 *
 * @returns undefined if the world has no workspace
 */
export async function findVisit(db: Reader, url: string): Promise<Visit | undefined> {
  const { searchParams: asked } = new URL(url, 'http://localhost');
  const team = asked.get('team') ?? undefined;
  const as = asked.get('as') ?? undefined;
  const named = team && (await db.find(teams, team));
  const shown = named || (await db.list(teams, 'all', ALL, { limit: 1 }))[0];
  if (!shown) return undefined;
  const person = (as && (await findPerson(db, shown.id, as))) || (await firstPerson(db, shown.id));
  const visit: Visit = { team: shown.id, person: person?.id ?? '' };
  const isAsNamed = (team ?? shown.id) === shown.id && (as ?? visit.person) === visit.person;
  const since = sinceOf(asked);
  // What another person has seen is of no use.
  return isAsNamed && since ? { ...visit, since } : visit;
}

function sinceOf(asked: URLSearchParams): Since | undefined {
  const world = asked.get('world');
  const since = asked.get('since');
  return world && since && /^\d{1,15}$/.test(since) ? { world, number: Number(since) } : undefined;
}

async function findPerson(db: Reader, team: string, id: string): Promise<User | undefined> {
  const user = await db.find(users, keyOf(team, id));
  return user && isPerson(user) ? user : undefined;
}

async function firstPerson(db: Reader, team: string): Promise<User | undefined> {
  for (let skip = 0; ; skip += AT_ONCE) {
    const some = await db.list(users, 'team', team, { skip, limit: AT_ONCE });
    const first = some.find(isPerson);
    if (first || some.length < AT_ONCE) return first;
  }
}

function isPerson({ is_bot, deleted }: User): boolean {
  return !is_bot && !deleted;
}
