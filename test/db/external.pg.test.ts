import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { migrate } from '../../src/db/index.js';
import { VERSION } from '../../src/version.js';
import { createDatabase, createTestDatabase, type TestDatabase } from '../support/database.js';

const databases: TestDatabase[] = [];

afterEach(async () => {
  for (const { drop } of databases.splice(0)) await drop();
});

async function open(create: () => Promise<TestDatabase>): Promise<pg.Client> {
  const database = await create();
  databases.push(database);
  const client = new pg.Client({ connectionString: database.url });
  // The test drops the database while the client is connected.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Reads the columns, indexes and storage of the tables that the models cannot describe. */
async function describeTables(client: pg.Client) {
  const tables = await client.query(`
    select relname, relkind, reloptions, pg_get_partkeydef(oid) as partition_key, pg_get_expr(relpartbound, oid) as bound
    from pg_class where relnamespace = 'havoc_internal'::regnamespace and relkind in ('r', 'p', 'i', 'I')
      and (relname ~ '^(envelope|traffic)' or relname = 'unsettled') order by relname`);
  const columns = await client.query(`
    select table_name, column_name, data_type, datetime_precision, is_nullable, column_default
    from information_schema.columns where table_schema = 'havoc_internal' and table_name ~ '^(envelope|traffic)'
    order by table_name, column_name`);
  const indexes = await client.query(`
    select indexname, indexdef from pg_indexes where schemaname = 'havoc_internal' and tablename ~ '^(envelope|traffic)'
    order by indexname`);
  return { tables: tables.rows, columns: columns.rows, indexes: indexes.rows };
}

test('external.sql makes the same tables as the migrations', async () => {
  const migrated = await open(createTestDatabase);
  const squashed = await open(createTestDatabase);
  await squashed.query('drop table havoc_internal.envelope, havoc_internal.traffic cascade');
  await squashed.query('alter table havoc_internal.unsettled reset (fillfactor)');
  await squashed.query(await readFile('prisma/external.sql', 'utf8'));
  const expected = await describeTables(migrated);
  expect(expected.tables.length).toBeGreaterThan(6);
  expect(await describeTables(squashed)).toEqual(expected);
  await Promise.all([migrated.end(), squashed.end()]);
});

test('the migrations keep the rows of the first tables', async () => {
  const client = await open(createDatabase);
  const trunk = await readFile('prisma/migrations/20261121025516_trunk/migration.sql', 'utf8');
  await client.query(trunk);
  await client.query(`
    insert into havoc_internal.envelope
      (dedupe_key, kind, name, team_id, payload, received_at, not_before, attempt, last_error, settled_at, outcome)
    values ('settled', 'event', 'a', 'T1', 'one', '2026-01-01T23:59:59Z', now(), 1, null, now(), 'acked'),
      ('open', 'event', 'b', null, 'two', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', 3, 'boom', null, null)`);
  await client.query(`
    insert into havoc_internal.traffic (direction, name, envelope_id, outcome, took_ms, request)
    values ('in', 'event a', 1, 'ok', 1.5, 'body')`);
  // Record it as if havoc had applied it.
  await client.query(`
    create table havoc_internal._prisma_migrations (id varchar(36) primary key, checksum varchar(64) not null,
      finished_at timestamptz, migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
      started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
  await client.query(
    `
    insert into havoc_internal._prisma_migrations (id, checksum, migration_name, finished_at)
    select 'x', encode(sha256(convert_to($1, 'UTF8')), 'hex'), '20261121025516_trunk', now()`,
    [trunk],
  );
  await migrate({ url: databases[0]?.url ?? '', version: VERSION });
  const { rows: envelopes } = await client.query(
    'select id, day::text, dedupe_key, payload from havoc_internal.envelope order by id',
  );
  expect(envelopes).toEqual([
    { id: '1', day: '2026-01-01', dedupe_key: expect.any(String), payload: Buffer.from('one') },
    { id: '2', day: '2026-01-02', dedupe_key: expect.any(String), payload: Buffer.from('two') },
  ]);
  const { rows: unsettled } = await client.query('select * from havoc_internal.unsettled');
  expect(unsettled).toMatchObject([
    { id: '2', dedupe_key: envelopes[1].dedupe_key, team_id: '', attempt: 3, last_error: 'boom' },
  ]);
  const { rows: next } = await client.query("select nextval('havoc_internal.envelope_id_seq') as id");
  expect(next).toEqual([{ id: '3' }]);
  await client.end();
});
