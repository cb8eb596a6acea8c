import type { Collection } from '../../../src/local-slack/store/collection.js';
import { MIGRATIONS } from '../../../src/local-slack/store/postgres/migrations.js';
import { openPostgresStore } from '../../../src/local-slack/store/postgres/open-postgres-store.js';
import { collections } from '../../../src/local-slack/world/collections.js';
import { createDatabase, type TestDatabase, withClient } from '../../support/database.js';
import { openTestStore, TEST_MIGRATIONS } from './open-test-store.js';

type Tables = Record<string, string[]>;

/** The columns with the type and collation of each, and the indexes without the primary key. */
const READ_TABLES = `
  select c.relname as name, array(
    select concat_ws(' ', attname, format_type(atttypid, atttypmod), collname, case when attnotnull then 'not null' end)
    from pg_attribute left join pg_collation on pg_collation.oid = attcollation
    where attrelid = c.oid and attnum > 0 and not attisdropped
    union all
    select regexp_replace(pg_get_indexdef(indexrelid), '^CREATE INDEX | ON .*USING btree', '', 'g')
    from pg_index where indrelid = c.oid and not indisprimary
  ) as parts
  from pg_class as c where relnamespace = 'local_slack'::regnamespace and relkind = 'r'`;

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(() => database.drop());

async function readTables(): Promise<Tables> {
  const rows = await query<{ name: string; parts: string[] }>(READ_TABLES);
  return Object.fromEntries(rows.map(({ name, parts }) => [name, parts.sort()]));
}

async function query<R>(sql: string): Promise<R[]> {
  return withClient(database.url, async (client) => (await client.query(sql)).rows);
}

/** What the declaration of a collection says about its table. */
function declared({ name, indexes }: Collection<never>): [string, string[]] {
  const all = Object.entries(indexes).map(([index, { sort }]) => ({
    index,
    columns: sort ? [`${index}_group`, `${index}_place`] : [`${index}_group`],
  }));
  const columns = all.flatMap((one) => one.columns.map((column) => `${column} text C`));
  const partial = all.map(
    (one) =>
      `${name}_${one.index} (${[...one.columns, 'ordinal'].join(', ')}) WHERE (${one.index}_group IS NOT NULL)`,
  );
  const fixed = ['key text C not null', 'ordinal bigint not null', 'doc text default not null'];
  return [name, [...fixed, ...columns, `${name}_ordinal (ordinal)`, ...partial].sort()];
}

test('the migrations create the tables that the collections declare', async () => {
  const lines: string[] = [];
  const store = await openPostgresStore({
    url: database.url,
    collections,
    onProgress: (line) => lines.push(line),
  });
  const { bytes, migrations, owner, ...tables } = await readTables();
  expect(tables).toEqual(Object.fromEntries(collections.map((one) => declared(one))));
  expect(bytes).toEqual([
    'bytes_ordinal (ordinal)',
    'content bytea not null',
    'key text C not null',
    'ordinal bigint not null',
  ]);
  expect([migrations, owner]).toEqual([expect.any(Array), expect.any(Array)]);
  expect(lines).toEqual(
    MIGRATIONS.map(({ number, name }) => expect.stringContaining(`migration ${number} (${name})`)),
  );
  await store.close();
});

test('migrations are numbered from 1 without gaps', () => {
  expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('a database of an older version gets what it lacks, once', async () => {
  const lines: string[] = [];
  const onProgress = (line: string) => lines.push(line);
  const older = await openPostgresStore({ url: database.url, collections });
  await older.close();
  for (let time = 0; time < 2; time++) {
    const store = await openTestStore(database.url, { onProgress });
    await store.close();
  }
  expect(lines).toEqual([expect.stringContaining('create-test-notes')]);
  const applied = await query<{ number: number }>(
    'select number from local_slack.migrations order by number',
  );
  expect(applied.map(({ number }) => number)).toEqual(TEST_MIGRATIONS.map(({ number }) => number));
});

test('a database of a newer version is refused, and stays as it is', async () => {
  const newer = await openTestStore(database.url);
  await newer.close();
  const before = await readTables();
  await expect(openPostgresStore({ url: database.url, collections })).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'local_slack.newer_database',
    message: expect.stringContaining('"create-test-notes"; this version knows'),
  });
  expect(await readTables()).toEqual(before);
});

test('a migration that fails leaves nothing behind, and frees the world', async () => {
  const failing = { number: TEST_MIGRATIONS.length + 1, name: 'broken', sql: 'create table nowhere.a ()' };
  await expect(
    openTestStore(database.url, { migrations: [...TEST_MIGRATIONS, failing] }),
  ).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'local_slack.migration_failed',
    message: expect.stringContaining('schema "nowhere" does not exist'),
  });
  expect(await query("select from pg_namespace where nspname = 'local_slack'")).toEqual([]);
  await (await openTestStore(database.url)).close();
});

test('a database that is not encoded in UTF-8 is refused', async () => {
  const latin = await createDatabase('template0', 'LATIN1');
  await expect(openTestStore(latin.url)).rejects.toMatchObject({ code: 'local_slack.bad_encoding' });
  await latin.drop();
});
