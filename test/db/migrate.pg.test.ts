import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/db/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'havoc-migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const book = () =>
  query('SELECT migration_name, finished_at FROM havoc_internal._prisma_migrations ORDER BY migration_name');

test('an empty database gets every table, and a second run has nothing to do', async () => {
  const lines: string[] = [];
  const { applied } = await migrate({ url: database.url, onProgress: (line) => lines.push(line) });
  expect(applied.length).toBeGreaterThan(0);
  expect(lines).toEqual(applied.map((name) => `Applying migration ${name}`));
  expect(await query("SELECT to_regclass('havoc_internal.envelope') IS NOT NULL AS there")).toEqual([
    { there: true },
  ]);
  expect(await migrate({ url: database.url })).toEqual({ applied: [] });
});

test('migrations are applied in the order of their names, each at its own time', async () => {
  await write('2_second', "INSERT INTO first VALUES ('of the second')");
  await write('1_first', 'CREATE TABLE first (name text)');
  expect(await migrate({ url: database.url, folder })).toEqual({ applied: ['1_first', '2_second'] });
  await write('3_third', 'DROP TABLE first');
  expect(await migrate({ url: database.url, folder })).toEqual({ applied: ['3_third'] });
});

test('a script may hold function bodies with semicolons', async () => {
  await write(
    '1_function',
    'CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END $$ LANGUAGE plpgsql; SELECT two();',
  );
  await migrate({ url: database.url, folder });
  expect(await query('SELECT two()')).toEqual([{ two: 2 }]);
});

test('a migration that fails leaves nothing of itself, and the ones before it stay', async () => {
  await write('1_good', 'CREATE TABLE good ()');
  await write('2_bad', 'CREATE TABLE half (); SELECT nonsense;');
  await expect(migrate({ url: database.url, folder })).rejects.toMatchObject({
    code: 'db.migration_failed',
    message: expect.stringMatching(/2_bad failed and was rolled back: .*nonsense.*havoc migrate/),
  });
  expect(await query("SELECT to_regclass('half') AS half, to_regclass('good')::text AS good")).toEqual([
    { half: null, good: 'good' },
  ]);
  await write('2_bad', 'CREATE TABLE half ()');
  expect(await migrate({ url: database.url, folder })).toEqual({ applied: ['2_bad'] });
});

test('many replicas at once apply each migration once', async () => {
  await write('1_first', 'CREATE TABLE once (); SELECT pg_sleep(0.2);');
  await write('2_second', 'CREATE TABLE twice ()');
  const runs = await Promise.all(Array.from({ length: 5 }, () => migrate({ url: database.url, folder })));
  expect(runs.flatMap(({ applied }) => applied)).toEqual(['1_first', '2_second']);
  expect(await book()).toHaveLength(2);
});

test('an applied migration that was edited is refused', async () => {
  await write('1_first', 'CREATE TABLE first ()');
  await migrate({ url: database.url, folder });
  await write('1_first', 'CREATE TABLE other ()');
  await expect(migrate({ url: database.url, folder })).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'db.migration_edited',
    message: expect.stringContaining('1_first has changed since it was applied'),
  });
});

test('line ends changed by a checkout are no edit', async () => {
  await write('1_first', 'CREATE TABLE first\n();\n');
  await migrate({ url: database.url, folder });
  await write('1_first', 'CREATE TABLE first\r\n();\r\n');
  expect(await migrate({ url: database.url, folder })).toEqual({ applied: [] });
});

test('an older havoc leaves alone what a newer one has applied', async () => {
  await write('1_first', 'CREATE TABLE first ()');
  await write('2_newer', 'CREATE TABLE newer ()');
  await migrate({ url: database.url, folder });
  await rm(join(folder, '2_newer'), { recursive: true });
  expect(await migrate({ url: database.url, folder })).toEqual({ applied: [] });
  expect(await book()).toHaveLength(2);
});

test('what another tool began and did not finish is refused', async () => {
  await write('1_first', 'CREATE TABLE first ()');
  await migrate({ url: database.url, folder });
  await query('UPDATE havoc_internal._prisma_migrations SET finished_at = NULL');
  await expect(migrate({ url: database.url, folder })).rejects.toThrow(/1_first was begun by another tool/);
});

test('an aborted run stops waiting for its turn', async () => {
  await write('1_first', 'CREATE TABLE first ()');
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('SELECT pg_advisory_lock(72707369)');
  const signal = AbortSignal.timeout(200);
  await expect(migrate({ url: database.url, folder, signal })).rejects.toMatchObject({
    code: 'db.migration_cancelled',
  });
  await holder.end();
});

test.each([
  [
    'no server',
    'postgresql://me:secret@127.0.0.1:1/havoc',
    /127\.0\.0\.1:1, database "havoc" .*ECONNREFUSED.*DATABASE_URL/,
  ],
  [
    'a wrong password',
    (url: string) => url.replace(/:[^:@/]+@/, ':secret@'),
    /password authentication failed/,
  ],
  ['no such database', (url: string) => `${url}x`, /database "havoc_test_\w+" does not exist/],
])('%s: the error says so and holds no password', async (_, given, message) => {
  const url = typeof given === 'string' ? given : given(database.url);
  const failing = migrate({ url, folder });
  await expect(failing).rejects.toMatchObject({
    code: 'db.unreachable',
    message: expect.stringMatching(message),
  });
  await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

test('does not wait for ever for a server that says nothing', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const failing = migrate({ url: `postgresql://havoc@127.0.0.1:${port}/havoc`, connectWaitMs: 50 });
  await expect(failing).rejects.toMatchObject({ code: 'db.unreachable' });
  silent.close();
});

test('the migrations make exactly what the models say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['prisma/new-migration.js', '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
