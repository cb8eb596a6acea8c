import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { migrate } from '../../src/db/index.js';
import { until } from '../support/until.js';
import { createMigrationStage, type MigrationStage } from './migration-stage.js';

const version = '0.1.0';
let stage: MigrationStage;
let url: string;
let folder: string;

beforeEach(async () => {
  stage = await createMigrationStage();
  ({ url, folder } = stage);
});
afterEach(() => stage.leave());

test('an empty database gets every table, and a second run has nothing to do', async () => {
  const lines: string[] = [];
  const { applied } = await migrate({ url, version, onProgress: (line) => lines.push(line) });
  expect(applied.length).toBeGreaterThan(0);
  expect(lines).toEqual(applied.map((name) => `Applying migration ${name}`));
  expect(await stage.query("SELECT to_regclass('havoc_internal.envelope') IS NOT NULL AS there")).toEqual([
    { there: true },
  ]);
  expect(await migrate({ url, version })).toEqual({ applied: [], newer: [] });
});

test('migrations are applied once, in the order of their names', async () => {
  await stage.write('2_second', "INSERT INTO first VALUES ('of the second')");
  await stage.write('1_first', 'CREATE TABLE first (name text)');
  expect(await migrate({ url, version, folder })).toMatchObject({ applied: ['1_first', '2_second'] });
  await stage.write('3_third', 'DROP TABLE first');
  expect(await migrate({ url, version, folder })).toMatchObject({ applied: ['3_third'] });
});

test('a script may contain function bodies with semicolons', async () => {
  await stage.write(
    '1_function',
    'CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END $$ LANGUAGE plpgsql; SELECT two();',
  );
  await migrate({ url, version, folder });
  expect(await stage.query('SELECT two()')).toEqual([{ two: 2 }]);
});

test('a migration that fails leaves nothing behind, and the ones before it stay', async () => {
  await stage.write('1_good', 'CREATE TABLE good ()');
  await stage.write('2_bad', 'CREATE TABLE half (); SELECT nonsense;');
  await expect(migrate({ url, version, folder })).rejects.toMatchObject({
    code: 'db.migration_failed',
    message: expect.stringMatching(/2_bad failed and was rolled back: .*nonsense.*havoc migrate/),
  });
  expect(await stage.query("SELECT to_regclass('half') AS half, to_regclass('good')::text AS good")).toEqual([
    { half: null, good: 'good' },
  ]);
  await stage.write('2_bad', 'CREATE TABLE half ()');
  expect(await migrate({ url, version, folder })).toMatchObject({ applied: ['2_bad'] });
});

test('many replicas at once apply each migration once', async () => {
  await stage.write('1_first', 'CREATE TABLE once (); SELECT pg_sleep(0.2);');
  await stage.write('2_second', 'CREATE TABLE twice ()');
  const runs = await Promise.all(Array.from({ length: 5 }, () => migrate({ url, version, folder })));
  expect(runs.flatMap(({ applied }) => applied)).toEqual(['1_first', '2_second']);
  expect(await stage.book()).toHaveLength(2);
});

test('a process that waits for another one says so', async () => {
  await stage.write('1_first', 'CREATE TABLE first ()');
  const holder = await stage.connect();
  await holder.query('SELECT pg_advisory_lock(72707369)');
  const lines: string[] = [];
  const waiting = migrate({ url, version, folder, onProgress: (line) => lines.push(line) });
  await until(() => lines.length > 0);
  expect(lines).toEqual([expect.stringContaining('Waiting for another process')]);
  await holder.end();
  expect(await waiting).toMatchObject({ applied: ['1_first'] });
});

test('a migration that waits for a table in use lets the queries behind it pass, and tries again', async () => {
  await stage.write('1_first', 'CREATE TABLE first (id int)');
  await migrate({ url, version, folder });
  await stage.write('2_second', 'ALTER TABLE first ADD COLUMN name text');
  const holder = await stage.connect();
  await holder.query('BEGIN; SELECT * FROM first');
  const lines: string[] = [];
  const waiting = migrate({ url, version, folder, lockWaitMs: 20, onProgress: (line) => lines.push(line) });
  // A query behind the waiting migration succeeds, since the migration gives up its place.
  await until(() => lines.some((line) => line.includes('in use')));
  expect(await stage.query('SELECT * FROM first')).toEqual([]);
  await holder.query('COMMIT');
  expect(await waiting).toMatchObject({ applied: ['2_second'] });
  await holder.end();
});

test('an applied migration that was edited is refused', async () => {
  await stage.write('1_first', 'CREATE TABLE first ()');
  await migrate({ url, version, folder });
  await stage.write('1_first', 'CREATE TABLE other ()');
  await expect(migrate({ url, version, folder })).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'db.migration_edited',
    message: expect.stringContaining('1_first has changed since it was applied'),
  });
});

test('line ends that a checkout changed do not count as an edit', async () => {
  await stage.write('1_first', 'CREATE TABLE first\n();\n');
  await migrate({ url, version, folder });
  await stage.write('1_first', 'CREATE TABLE first\r\n();\r\n');
  expect(await migrate({ url, version, folder })).toEqual({ applied: [], newer: [] });
});

test('a migration that another tool did not finish is refused', async () => {
  await stage.write('1_first', 'CREATE TABLE first ()');
  await migrate({ url, version, folder });
  await stage.query('UPDATE havoc_internal._prisma_migrations SET finished_at = NULL');
  await expect(migrate({ url, version, folder })).rejects.toThrow(/Another tool started migration 1_first/);
});

test('an aborted run stops waiting for its turn', async () => {
  await stage.write('1_first', 'CREATE TABLE first ()');
  const holder = await stage.connect();
  await holder.query('SELECT pg_advisory_lock(72707369)');
  const signal = AbortSignal.timeout(200);
  await expect(migrate({ url, version, folder, signal })).rejects.toMatchObject({
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
])('%s: the error says so and contains no password', async (_, given, message) => {
  const failing = migrate({ url: typeof given === 'string' ? given : given(url), version, folder });
  await expect(failing).rejects.toMatchObject({
    code: 'db.unreachable',
    message: expect.stringMatching(message),
  });
  await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

test('does not wait for ever for a server that does not respond', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const failing = migrate({ version, url: `postgresql://havoc@127.0.0.1:${port}/havoc`, connectWaitMs: 50 });
  await expect(failing).rejects.toMatchObject({ code: 'db.unreachable' });
  silent.close();
});

test('the migrations make exactly the tables of the models', () => {
  const { status, stderr } = spawnSync(process.execPath, ['prisma/new-migration.js', '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
