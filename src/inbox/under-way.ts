import { type ByteBudgetOptions, createByteBudget, HavocError } from '../base/index.js';

/**
 * Does the work and counts that many bytes as under way until it ends, whether it succeeds or fails.
 *
 * @throws HavocError `inbox.busy` (resource_exhausted), at once, if more bytes would be under way than allowed
 */
export type UnderWay = <T>(sizeBytes: number, work: () => Promise<T>) => Promise<T>;

/** Limits the memory taken by payloads that a slow or absent database has not stored yet. */
export function createUnderWay(options: ByteBudgetOptions): UnderWay {
  const budget = createByteBudget(options);

  return async function underWay(sizeBytes, work) {
    if (!budget.take(sizeBytes)) throw busy(options.mostBytes);
    try {
      return await work();
    } finally {
      budget.giveBack(sizeBytes);
    }
  };
}

function busy(mostBytes: number): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'inbox.busy',
    message:
      `${Math.round(mostBytes / 1024 / 1024)} MiB wait for the database, the most that may be held in memory. ` +
      'More is refused until the database answers. Make sure that it is up and keeps up.',
  });
}
