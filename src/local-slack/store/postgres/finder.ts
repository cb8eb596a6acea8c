import type { QueryConfig } from 'pg';
import { createTurnBatcher, type TurnBatcher } from '../../../base/index.js';
import { keyOf } from '../collection.js';
import type { Held } from '../store.js';
import { toIndexedColumn } from './column-text.js';
import { createDocumentCache, type Stored } from './document-cache.js';
import type { DocRow } from './list-statement.js';
import type { Table } from './table.js';

/** Finds documents by key, in the cache or in the database. */
export interface Finder {
  find(table: Table, key: string): Promise<Held<unknown> | undefined>;
  /** Call it when a commit is done, before anyone else learns of it, with what the table holds under the key now. */
  set(table: Table, key: string, stored: Stored): void;
  /** Call it when the tables may have changed in any way. */
  clear(): void;
}

export interface FinderOptions {
  read: (query: QueryConfig) => Promise<(DocRow & { key: string })[]>;
  maxChars: number;
}

interface Request {
  key: string;
  resolve: (stored: Stored) => void;
  reject: (thrown: unknown) => void;
}

const MOST_KEYS = 1_000;

/**
 * Creates a finder. Calls in one turn of the event loop share a query.
 *
 * A read that began before the end of a commit may have the document from before it. So the end of a commit detaches
 * such reads from their keys: they answer those who wait, but later calls do not join them, and the cache ignores them.
 */
export function createFinder({ read, maxChars }: FinderOptions): Finder {
  const cache = createDocumentCache(maxChars);
  const reads = new Map<string, Promise<Stored>>();
  const batchers = new Map<Table, TurnBatcher<Request>>();

  function batcherOf(table: Table): TurnBatcher<Request> {
    const known = batchers.get(table);
    if (known) return known;
    const batcher = createTurnBatcher<Request>({
      maxItems: MOST_KEYS,
      pass: (requests) => void answer(table, requests),
    });
    batchers.set(table, batcher);
    return batcher;
  }

  async function answer({ sqlName }: Table, requests: readonly Request[]): Promise<void> {
    const keys = requests.map(({ key }) => toIndexedColumn(key));
    try {
      const rows = await read({
        text: `select key, doc, ordinal from ${sqlName} where key = any($1::text[])`,
        values: [keys],
      });
      const found = new Map(
        rows.map(({ key, doc, ordinal }) => [key, { text: doc, order: Number(ordinal) }]),
      );
      for (const [index, { resolve }] of requests.entries()) resolve(found.get(keys[index] ?? ''));
    } catch (thrown) {
      for (const { reject } of requests) reject(thrown);
    }
  }

  function startRead(table: Table, key: string, id: string): Promise<Stored> {
    const stored = new Promise<Stored>((resolve, reject) => {
      batcherOf(table).add({ key, resolve, reject });
    });
    reads.set(id, stored);
    const isAttached = () => reads.get(id) === stored;
    return stored.then(
      (one) => {
        if (isAttached()) cache.set(id, one);
        if (isAttached()) reads.delete(id);
        return one;
      },
      (thrown) => {
        if (isAttached()) reads.delete(id);
        throw thrown;
      },
    );
  }

  return {
    async find(table, key) {
      const id = keyOf(table.name, key);
      const cached = cache.find(id);
      if (cached) return cached.held;
      const stored = await (reads.get(id) ?? startRead(table, key, id));
      return stored && { doc: JSON.parse(stored.text), order: stored.order };
    },
    set(table, key, stored) {
      const id = keyOf(table.name, key);
      reads.delete(id);
      cache.set(id, stored);
    },
    clear() {
      reads.clear();
      cache.clear();
    },
  };
}
