import { writeRefusalOf } from '../db/index.js';

/** Watches whether the database takes what is written. */
export interface WriteWatch {
  /** Reports how a write of that sort ended; the last one of each sort counts. */
  ended(sort: string, failure?: unknown): void;
  /** Passes the arguments on, and reports how the write ended. */
  watch<Given extends unknown[], T>(
    sort: string,
    write: (...given: Given) => Promise<T>,
  ): (...given: Given) => Promise<T>;
  /** Why the database refuses writes, for people; undefined where it does not, as far as is known. */
  refusal(): string | undefined;
}

/**
 * A refusal counts no longer without another one: a pod that is not ready gets no requests, and so would never commit
 * anything that shows that the database has recovered.
 */
const COUNTS_MS = 60_000;

export function createWriteWatch(now: () => number = () => performance.now()): WriteWatch {
  const refusals = new Map<string, { refusal: string; at: number }>();

  function ended(sort: string, failure?: unknown): void {
    const refusal = writeRefusalOf(failure);
    if (refusal === undefined) refusals.delete(sort);
    else refusals.set(sort, { refusal, at: now() });
  }

  return {
    ended,
    watch:
      (sort, write) =>
      async (...given) => {
        try {
          const result = await write(...given);
          ended(sort);
          return result;
        } catch (failure) {
          ended(sort, failure);
          throw failure;
        }
      },
    refusal: () => [...refusals.values()].find(({ at }) => now() - at < COUNTS_MS)?.refusal,
  };
}
