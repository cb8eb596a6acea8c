import { createListener, type Database, migrate, openDatabase } from '../../src/db/index.js';
import { FORCED_SETTINGS } from '../../src/db/session.js';
import { createLogger } from '../../src/log/index.js';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database.js';
import { createHostileRole, HOSTILE_SETTINGS, makeHostile } from '../support/hostile-settings.js';
import { startPooler } from '../support/pooler.js';
import { until } from '../support/until.js';
import { createMigrationStage, type MigrationStage } from './migration-stage.js';

type Settings = Record<string, string | null>;

const NO_LIMIT = '0';
/** The value that each setting must have. Null if the server does not know the setting. */
const EXPECTED: Settings = {
  ...Object.fromEntries(FORCED_SETTINGS.map((name) => [name, 'on'])),
  ...Object.fromEntries(
    FORCED_SETTINGS.filter((name) => name.endsWith('timeout')).map((name) => [name, NO_LIMIT]),
  ),
  search_path: 'pg_catalog',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  bytea_output: 'hex',
  extra_float_digits: '1',
  transform_null_equals: 'off',
  quote_all_identifiers: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  exit_on_error: 'off',
  plan_cache_mode: 'auto',
  jit: 'off',
};

const READ = `SELECT name, pg_catalog.current_setting(name, true) AS value
  FROM unnest(string_to_array('${FORCED_SETTINGS.join()}', ',')) AS given (name)`;
const toSettings = (rows: { name: string; value: string | null }[]): Settings =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]));

let hostile: TestDatabase;
let hostileUrl: string;
let open: Database[];
let dropRole: () => Promise<void>;

beforeEach(() => {
  open = [];
  dropRole = async () => undefined;
});

afterEach(async () => {
  for (const database of open) await database.close();
  await hostile.drop();
  await dropRole();
});

async function hostileDatabase(): Promise<void> {
  hostile = await createTestDatabase();
  await makeHostile(hostile.url);
  hostileUrl = hostile.url;
}

async function hostileRole(): Promise<void> {
  hostile = await createTestDatabase();
  const role = await createHostileRole(hostile.url);
  hostileUrl = role.url;
  dropRole = role.drop;
}

function openHostile(url = hostileUrl): Database {
  const database = openDatabase({ url });
  open.push(database);
  return database;
}

test('each setting has a hostile value', async () => {
  await hostileDatabase();
  expect(Object.keys(HOSTILE_SETTINGS)).toEqual([...FORCED_SETTINGS]);
});

describe.each([
  ['database', hostileDatabase],
  ['role', hostileRole],
])('with a hostile %s', (_whose, prepare) => {
  beforeEach(prepare);

  test('the pool has the settings that havoc needs', async () => {
    const { rows } = await openHostile().pool.query(READ);
    const supported = Object.keys(toSettings(rows)).filter((name) => toSettings(rows)[name] !== null);
    expect(toSettings(rows)).toEqual({
      ...Object.fromEntries(FORCED_SETTINGS.map((name) => [name, null])),
      ...Object.fromEntries(supported.map((name) => [name, EXPECTED[name]])),
    });
    expect(supported.length).toBeGreaterThanOrEqual(FORCED_SETTINGS.length - 1);
  });

  test('Prisma has them too, and reads the same times that it wrote', async () => {
    const { prisma, pool } = openHostile();
    const seen_at = new Date('2026-03-04T05:06:07.089Z');
    await prisma.slackTeam.create({ data: { id: 'T1', name: 'ひる', seen_at } });
    expect(await prisma.slackTeam.findMany()).toEqual([expect.objectContaining({ name: 'ひる', seen_at })]);
    const { rows } = await pool.query('SELECT seen_at, now() AS now FROM havoc_internal.slack_team');
    expect(rows[0].seen_at).toEqual(seen_at);
    expect(Math.abs(rows[0].now - Date.now())).toBeLessThan(3_600_000);
  });

  test('a null in a list stays null', async () => {
    const { rows } = await openHostile().pool.query('SELECT unnest($1::text[]) AS item', [['a', null]]);
    expect(rows).toEqual([{ item: 'a' }, { item: null }]);
  });

  test('an error, a slow query or idle time does not end the connection', async () => {
    const { pool } = openHostile();
    const client = await pool.connect();
    await client.query('SELECT pg_sleep(0.2)');
    await client.query('BEGIN');
    await client.query('SELECT pg_sleep(0.2)');
    await expect(client.query('SELECT 1 / 0')).rejects.toThrow('division by zero');
    await client.query('ROLLBACK');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    client.release();
  });

  test('the idle connection of the listener stays open', async () => {
    const listener = createListener({ url: hostileUrl, log: createLogger({ level: 'silent' }) });
    const { pool } = openHostile();
    const old = "application_name = 'havoc listener' AND clock_timestamp() - backend_start > interval '3 s'";
    const here = 'datname = current_database()';
    await until(
      async () =>
        (await pool.query(`SELECT FROM pg_stat_activity WHERE ${here} AND ${old}`)).rows.length === 1,
    );
    await listener.stop();
  });
});

test('a server with remote_apply keeps it', async () => {
  hostile = await createTestDatabase();
  await makeHostile(hostile.url, { synchronous_commit: 'remote_apply' });
  const { rows } = await openHostile(hostile.url).pool.query('SHOW synchronous_commit');
  expect(rows).toEqual([{ synchronous_commit: 'remote_apply' }]);
});

test('a search path without pg_catalog stays, since a pooler may share the connection with an app', async () => {
  hostile = await createTestDatabase();
  await makeHostile(hostile.url, { search_path: 'app, public' });
  const { rows } = await openHostile(hostile.url).pool.query('SHOW search_path');
  expect(rows).toEqual([{ search_path: 'app, public' }]);
});

test('a database that is set to read-only stays read-only', async () => {
  hostile = await createTestDatabase();
  await makeHostile(hostile.url, { default_transaction_read_only: 'on' });
  const { rows } = await openHostile(hostile.url).pool.query('SHOW transaction_read_only');
  expect(rows).toEqual([{ transaction_read_only: 'on' }]);
});

test('the settings are the same behind a pooler that refuses startup options', async () => {
  await hostileDatabase();
  const { hostname, port } = new URL(hostile.url);
  const pooler = await startPooler({ host: hostname, port: Number(port) });
  const url = new URL(hostile.url);
  url.host = `127.0.0.1:${pooler.port}`;
  const refused = new URL(url);
  refused.searchParams.set('options', '-c jit=off');
  await expect(openHostile(refused.href).pool.query('SELECT 1')).rejects.toThrow(
    'unsupported startup parameter',
  );
  const database = openHostile(url.href);
  const { rows } = await database.pool.query('SHOW DateStyle');
  expect(rows).toEqual([{ DateStyle: 'ISO, MDY' }]);
  for (const one of open.splice(0)) await one.close();
  pooler.close();
});

describe('migrations', () => {
  let stage: MigrationStage;

  beforeEach(async () => {
    stage = await createMigrationStage();
    hostile = { url: stage.url, drop: stage.leave };
    await makeHostile(stage.url);
  });

  test('run with the settings that havoc needs', async () => {
    await stage.write('1_read', `CREATE TABLE havoc_internal.seen AS ${READ}`);
    await migrate({ url: stage.url, version: '0.1.0', folder: stage.folder });
    const { rows } = await openHostile(stage.url).pool.query('SELECT name, value FROM havoc_internal.seen');
    const { lock_timeout, ...others } = toSettings(rows);
    // The limit of a migration's wait for a table in use.
    expect(lock_timeout).toBe('1s');
    const supported = Object.keys(others).filter((name) => others[name] !== null);
    expect(supported.map((name) => [name, others[name]])).toEqual(
      supported.map((name) => [name, EXPECTED[name]]),
    );
  });

  test('make the same tables', async () => {
    const usual = await openTestDatabase();
    const columns = `SELECT table_name, column_name, data_type, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema = 'havoc_internal' AND table_name !~ '_\\d{8}$'
      ORDER BY table_name, column_name`;
    await migrate({ url: stage.url, version: '0.1.0' });
    const { rows } = await openHostile(stage.url).pool.query(columns);
    expect(rows).toEqual((await usual.database.pool.query(columns)).rows);
    await usual.close();
  });
});
