import { type ByteBudgetOptions, createByteBudget, HavocError } from '../base/index.js';

/**
 * Does the work. Counts `sizeBytes` as under way until the work ends, even if it fails.
 *
 * @throws HavocError `inbox.busy` (resource_exhausted), at once, if more bytes would be under way than
 * allowed
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
      `${Math.round(mostBytes / 1024 / 1024)} MiB of envelopes wait for the database, ` +
      'the most that may be held in memory. New envelopes are refused until the database answers. ' +
      'Make sure that the database is up and keeps up.',
  });
}
