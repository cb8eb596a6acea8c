import type { Store } from './store.js';
import { createReader, createTransaction, type Reader, type Transaction } from './transaction.js';

/** Runs transactions on a store, one after another. */
export interface Database extends Reader {
  /**
   * Runs `work` in a transaction, and commits its writes when it resolves. If it rejects, nothing is written.
   * Transactions run one at a time. So what one has read cannot change before its commit.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Writes at the end of the next transaction, or in one of its own if none comes within 5 ms. This saves a
   * commit. Resolves when the writes are committed.
   */
  writeAlong(write: (transaction: Transaction) => void): Promise<void>;
}

const WAITS_MS = 5;

type WritingTransaction = ReturnType<typeof createTransaction>;

interface Along {
  write: (transaction: Transaction) => void;
  resolve: () => void;
  reject: (failure: unknown) => void;
}

export function createDatabase(store: Store): Database {
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Along[] = [];

  async function commit(transaction: WritingTransaction, along: readonly Along[]): Promise<void> {
    for (const { write } of along) write(transaction);
    const writes = transaction.writes();
    if (writes.docs.length > 0 || writes.bytes.length > 0) await store.commit(writes);
    for (const { resolve } of along) resolve();
  }

  function takeWaiting(): Along[] {
    const taken = waiting;
    waiting = [];
    return taken;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  function wait(along: readonly Along[]): void {
    if (waiting.length === 0 && along.length > 0) setTimeout(() => void inTurn(writeAlone), WAITS_MS);
    waiting.push(...along);
  }

  /** Commits what no transaction has taken along. */
  async function writeAlone(): Promise<void> {
    const along = takeWaiting();
    await commit(createTransaction(store), along).catch((thrown: unknown) => {
      for (const { reject } of along) reject(thrown);
    });
  }

  return {
    ...createReader(store),
    transact: (work) =>
      inTurn(async () => {
        const transaction = createTransaction(store);
        const result = await work(transaction);
        const along = takeWaiting();
        try {
          await commit(transaction, along);
        } catch (thrown) {
          // The fault may be in what the transaction itself has written.
          wait(along);
          throw thrown;
        }
        return result;
      }),
    writeAlong: (write) => new Promise((resolve, reject) => wait([{ write, resolve, reject }])),
  };
}
