import { backoffMs } from '../base/index.js';
import { type Database, isDataFault } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { type AnyKnowledge, type Kind, type Knowledge, keyOf, mergeAny } from './knowledge.js';
import { saveKnowledge } from './store.js';

export interface WriteBehindOptions {
  db: Pick<Database, 'prisma'>;
  log: Logger;
  flushMs: number;
}

const BATCH = 500;
/** Beyond this number, the oldest lessons are dropped. Slack will send their facts again. */
const MOST_WAITING = 20_000;
/** A batch that fails this often is dropped, because it may be the cause of the failures. */
const MOST_TRIES = 8;

/** Gathers lessons, one per entity, and writes them together a moment later. Retries while the database fails. */
export function createWriteBehind({ db, log, flushMs }: WriteBehindOptions) {
  const waiting = new Map<string, AnyKnowledge>();
  let writing = new Map<string, AnyKnowledge>();
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;
  let failures = 0;
  let stopped = false;

  function add(lesson: AnyKnowledge): void {
    const key = keyOf(lesson);
    const before = waiting.get(key);
    waiting.set(key, before ? mergeAny(before, lesson) : lesson);
    if (waiting.size > MOST_WAITING) {
      const [oldest] = waiting.keys();
      if (oldest !== undefined) waiting.delete(oldest);
    }
    schedule();
  }

  function schedule(): void {
    if (timer || flushing || stopped) return;
    const afterMs = failures > 0 ? backoffMs(failures, { firstMs: flushMs, mostMs: 10_000 }) : flushMs;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, afterMs);
    timer.unref();
  }

  function flush(): Promise<void> {
    flushing ??= writeAll().finally(() => {
      flushing = undefined;
      if (waiting.size > 0) schedule();
    });
    return flushing;
  }

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting.values()].slice(0, BATCH);
      for (const lesson of batch) waiting.delete(keyOf(lesson));
      writing = new Map(batch.map((lesson) => [keyOf(lesson), lesson]));
      try {
        for (const [kind, lessons] of byKind(batch)) await write(kind, lessons);
        failures = 0;
      } catch (thrown) {
        failures++;
        log.warn({ err: thrown, lessons: batch.length, failures }, 'entities: lessons could not be written');
        if (failures % MOST_TRIES !== 0) putBack(batch);
        return;
      } finally {
        writing.clear();
      }
    }
  }

  /**
   * Writes the lessons that PostgreSQL accepts. A refused lesson is dropped, so that it does not block the others.
   */
  async function write(kind: Kind, lessons: Knowledge<Kind>[]): Promise<void> {
    try {
      await saveKnowledge(db.prisma, kind, lessons);
    } catch (thrown) {
      if (!isDataFault(thrown)) throw thrown;
      if (lessons.length === 1) {
        log.error({ err: thrown, kind }, 'entities: PostgreSQL refused a lesson; it is dropped');
        return;
      }
      const half = Math.ceil(lessons.length / 2);
      await write(kind, lessons.slice(0, half));
      await write(kind, lessons.slice(half));
    }
  }

  function putBack(batch: readonly AnyKnowledge[]): void {
    for (const lesson of batch) {
      const key = keyOf(lesson);
      const newer = waiting.get(key);
      waiting.set(key, newer ? mergeAny(lesson, newer) : lesson);
    }
  }

  return {
    add,
    /** The lessons under a key that are not in the store yet. */
    waiting: (key: string) => [writing.get(key), waiting.get(key)].filter((lesson) => lesson !== undefined),
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await flushing;
      await flush();
    },
  };
}

function byKind(batch: readonly AnyKnowledge[]): Map<Kind, Knowledge<Kind>[]> {
  const kinds = new Map<Kind, Knowledge<Kind>[]>();
  for (const lesson of batch) {
    const same = kinds.get(lesson.kind) ?? [];
    same.push(lesson);
    kinds.set(lesson.kind, same);
  }
  return kinds;
}
