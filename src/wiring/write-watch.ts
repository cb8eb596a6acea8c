import { writeRefusalOf } from '../db/index.js';

/** Watches whether the database accepts writes. */
export interface WriteWatch {
  /** Reports how a write ended. Only the last write of each sort counts. */
  ended(sort: string, failure?: unknown): void;
  /** Returns a function that calls `write` and reports how it ended. */
  watch<Given extends unknown[], T>(
    sort: string,
    write: (...given: Given) => Promise<T>,
  ): (...given: Given) => Promise<T>;
  /** Returns why the database refuses writes, as a text for people. Returns undefined if no refusal is known. */
  refusal(): string | undefined;
}

/**
 * How long a refusal counts unless another one follows. A pod that is not ready gets no requests. Without this limit it
 * would never write again, and so never find out that the database has recovered.
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
