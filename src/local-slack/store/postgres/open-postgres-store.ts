import { createBackgroundWork } from '../../../base/index.js';
import type { Collection } from '../collection.js';
import type { Held, Store, Writes } from '../store.js';
import { checkUrl } from './check-url.js';
import { toColumn } from './column-text.js';
import { byTable, commitStatement, type NumberedRow, type TableWrites } from './commit-statement.js';
import { closed } from './database-errors.js';
import { createFinder } from './finder.js';
import { countStatement, type ListOptions } from './list-statement.js';
import { createLister } from './lister.js';
import { type Migration, migrate } from './migrate.js';
import { MIGRATIONS } from './migrations.js';
import { openOwner } from './owner.js';
import { createReadPool } from './read-pool.js';
import { streamBytes, streamDocs } from './stream.js';
import { SCHEMA, tableOf } from './table.js';

export interface PostgresStoreOptions {
  /**
   * `postgresql://user:password@host:port/database`. Must not lead to a pooler in transaction or statement mode, since
   * the lock of the world needs a session of its own.
   */
  url: string;
  /** All collections that have a table. */
  collections: readonly Collection<never>[];
  onProgress?: (line: string) => void;
  /**
   * The most characters of JSON that the store keeps in memory. With the default, 20 million, the process of a large
   * world stays below 300 MB.
   */
  cacheChars?: number;
  /** How long calls wait for a lost connection before they fail. The default is 10 s. */
  retakeMs?: number;
  /** The default creates the tables of a world. Tests add tables. */
  migrations?: readonly Migration[];
}

/** The part of the cache that is for lists. */
const LISTS_SHARE = 1 / 16;

/**
 * Opens the world in a database, in the schema `local_slack`. Creates or changes the tables if they are not those of
 * this version. Only one process at a time can have a world open.
 *
 * A commit is durable when it resolves. If its connection breaks, it runs again on the next one. If no connection
 * can be made within `retakeMs`, it fails with `local_slack.database_unavailable`, and it may have been made nevertheless.
 *
 * @throws HavocError `local_slack.bad_database_url` (invalid_argument), `local_slack.database_unavailable` (unavailable),
 *   `local_slack.database_in_use`, `local_slack.newer_database`, `local_slack.migration_failed`,
 *   `local_slack.bad_encoding` (failed_precondition)
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const {
    url,
    collections,
    onProgress,
    cacheChars = 20_000_000,
    retakeMs,
    migrations = MIGRATIONS,
  } = options;
  checkUrl(url);
  const tables = [...collections.map((one) => tableOf(one).sqlName), `${SCHEMA}.bytes`];
  let ordinal = 0;
  const owner = await openOwner({
    url,
    retakeMs,
    prepare: async (client) => {
      await migrate(client, { migrations, onProgress });
      const newest = tables.map((table) => `(select max(ordinal) from ${table})`);
      const { rows } = await client.query<{ newest: string | null }>(
        `select greatest(${newest.join(', ')}) as newest`,
      );
      ordinal = Number(rows[0]?.newest ?? 0);
    },
    onRetaken: forgetAll,
  });
  const pool = createReadPool({ url, ready: owner.held });
  const finder = createFinder({ read: pool.read, maxChars: cacheChars });
  const lister = createLister({ read: pool.read, maxChars: cacheChars * LISTS_SHARE });
  const work = createBackgroundWork();
  let closing: Promise<void> | undefined;

  async function track<T>(run: () => Promise<T>): Promise<T> {
    if (closing) throw closed();
    return work.add(run());
  }

  async function commit(writes: Writes): Promise<void> {
    const byTables = byTable(writes);
    if (byTables.length === 0 && writes.bytes.length === 0) return;
    const rows = await owner.run<NumberedRow>(commitStatement(byTables, writes.bytes, () => ++ordinal));
    remember(byTables, rows);
  }

  function remember(byTables: readonly TableWrites[], rows: readonly NumberedRow[]): void {
    const orders = byTables.map(() => new Map<string, number>());
    for (const row of rows) orders[row.t]?.set(row.key, Number(row.ordinal));
    for (const [t, { table, puts, removed }] of byTables.entries()) {
      for (const { key, keyColumn, text } of puts)
        finder.set(table, key, { text, order: orders[t]?.get(keyColumn) ?? 0 });
      for (const key of removed) finder.set(table, key, undefined);
    }
    lister.forget(byTables.map(({ table }) => table));
  }

  function forgetAll(): void {
    finder.clear();
    lister.clear();
  }

  async function find<D>(collection: Collection<D>, key: string): Promise<Held<D> | undefined> {
    // Another process may have changed what the cache has.
    if (!owner.isHeld()) await owner.held();
    return (await finder.find(tableOf(collection), key)) as Held<D> | undefined;
  }

  async function list<D>(collection: Collection<D>, part: Omit<ListOptions, 'table'>): Promise<Held<D>[]> {
    if (!owner.isHeld()) await owner.held();
    return (await lister.list({ table: tableOf(collection), ...part })) as Held<D>[];
  }

  async function close(): Promise<void> {
    await work.idle();
    await owner.close();
    await pool.close();
  }

  return {
    find: (collection, key) => track(() => find(collection, key)),
    list: (collection, index, group, range) => track(() => list(collection, { index, group, range })),
    count: (collection, index, group) =>
      track(async () => {
        const rows = await pool.read<{ size: string }>(
          countStatement({ table: tableOf(collection), index, group }),
        );
        return Number(rows[0]?.size);
      }),
    findBytes: (key) =>
      track(async () => {
        const rows = await pool.read<{ content: Buffer }>({
          text: 'select content from local_slack.bytes where key = $1',
          values: [toColumn(key)],
        });
        return rows[0]?.content;
      }),
    commit: (writes) => track(() => commit(writes)),
    all: (collection) => streamDocs(tableOf(collection), (query) => track(() => pool.read(query))),
    allBytes: () => streamBytes((query) => track(() => pool.read(query))),
    clear: () =>
      track(async () => {
        await owner.run({ text: `truncate ${tables.join(', ')}` });
        forgetAll();
      }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
