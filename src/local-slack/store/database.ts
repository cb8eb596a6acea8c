import type { Store } from './store.js';
import { createReader, createTransaction, type Reader, type Transaction } from './transaction.js';

/** Runs transactions on a store, one after another. */
export interface Database extends Reader {
  /**
   * Runs `work` in a transaction, and commits its writes when it resolves. If it rejects, nothing is written.
   * Transactions run one at a time. So what one has read cannot change before its commit.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

export function createDatabase(store: Store): Database {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...createReader(store),
    transact: (work) => {
      const done = last.then(async () => {
        const transaction = createTransaction(store);
        const result = await work(transaction);
        const writes = transaction.writes();
        if (writes.docs.length > 0 || writes.bytes.length > 0) await store.commit(writes);
        return result;
      });
      last = done.catch(() => undefined);
      return done;
    },
  };
}
