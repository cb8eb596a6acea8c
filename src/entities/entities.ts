import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { type AnyKnowledge, type Kind, type Knowledge, keyOf, mergeAny, teaches } from './knowledge.js';
import { createLru } from './lru.js';
import { findKnowledge } from './store.js';
import { createWriteBehind } from './write-behind.js';

export interface EntitiesOptions {
  db: Pick<Database, 'prisma'>;
  log: Logger;
  now?: () => Date;
  /** The maximum number of entities in memory. */
  maxCached?: number;
  /** How long an entity stays in memory before it is read again. Another replica may have learned more. */
  ttlMs?: number;
  /** How long a lesson waits so that others can be written with it. */
  flushMs?: number;
}

export interface Entities {
  /**
   * Learns facts from Slack. They are in memory at once, and are written in the background unless memory already has
   * them. A crash loses facts that are not written yet; Slack will send them again.
   */
  learn(lessons: readonly AnyKnowledge[]): void;
  /** The knowledge in memory; undefined if the store may have more. */
  peek<K extends Kind>(kind: K, team_id: string, id: string): Knowledge<K> | undefined;
  /** The knowledge of memory and store together. */
  find<K extends Kind>(kind: K, team_id: string, id: string): Promise<Knowledge<K> | undefined>;
  /** Drops an entity from memory, so that the next find reads the store. */
  forget(kind: Kind, team_id: string, id: string): void;
  /** Writes the lessons that wait. */
  stop(): Promise<void>;
}

/** An entity in memory. `loaded` is false until the store was read. Until then, the store may know more. */
interface Held {
  known: AnyKnowledge;
  loaded: boolean;
}

/** Keeps what havoc knows about users, channels, teams and bots, with memory in front of the store. */
export function createEntities(options: EntitiesOptions): Entities {
  const { db, log, now = () => new Date(), maxCached = 50_000, ttlMs = 600_000, flushMs = 250 } = options;
  const held = createLru<Held>({ maxEntries: maxCached, ttlMs, now });
  const loads = new Map<string, Promise<AnyKnowledge | undefined>>();
  const writes = createWriteBehind({ db, log, flushMs });

  function learnOne(lesson: AnyKnowledge): void {
    const key = keyOf(lesson);
    const before = held.get(key);
    if (before && !teaches(before.known, lesson)) return;
    const known = before ? mergeAny(before.known, lesson) : lesson;
    held.set(key, { known, loaded: before?.loaded ?? false }, { keepAge: true });
    writes.add(lesson);
  }

  async function load(kind: Kind, team_id: string, id: string): Promise<AnyKnowledge | undefined> {
    const key = keyOf({ kind, team_id, id });
    // Take the waiting lessons before the read. A lesson that is written during the read stops waiting, although the
    // read may have missed it.
    const waiting = writes.waiting(key);
    const stored = (await findKnowledge(db.prisma, { kind, team_id, id })) as AnyKnowledge | undefined;
    const [first, ...others] = [stored, ...waiting, held.get(key)?.known].filter(
      (some) => some !== undefined,
    );
    if (!first) return undefined;
    const known = others.reduce(mergeAny, first);
    held.set(key, { known, loaded: true });
    return known;
  }

  async function findAny(kind: Kind, team_id: string, id: string): Promise<AnyKnowledge | undefined> {
    const key = keyOf({ kind, team_id, id });
    const known = peekAny(key);
    if (known) return known;
    let loading = loads.get(key);
    if (!loading) {
      loading = load(kind, team_id, id).finally(() => loads.delete(key));
      loads.set(key, loading);
    }
    return loading;
  }

  function peekAny(key: string): AnyKnowledge | undefined {
    const inMemory = held.get(key);
    return inMemory?.loaded ? inMemory.known : undefined;
  }

  return {
    learn(lessons) {
      for (const lesson of lessons) learnOne(lesson);
    },
    // Keys begin with the kind, so the value has that kind.
    peek<K extends Kind>(kind: K, team_id: string, id: string) {
      return peekAny(keyOf({ kind, team_id, id })) as Knowledge<K> | undefined;
    },
    async find<K extends Kind>(kind: K, team_id: string, id: string) {
      return (await findAny(kind, team_id, id)) as Knowledge<K> | undefined;
    },
    forget(kind, team_id, id) {
      held.delete(keyOf({ kind, team_id, id }));
    },
    stop: writes.stop,
  };
}
