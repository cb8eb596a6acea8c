import { randomUUID } from 'node:crypto';
import { openDatabase } from '../../src/db/index.js';
import { dropPartitions, ensurePartitions, type Inbox } from '../../src/inbox/index.js';
import { startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';
import { CLAIM, claimOne, commitAll, envelope, type InboxDatabase, openInboxDatabase } from './open-inbox.js';

let database: InboxDatabase;
let inbox: Inbox;

beforeEach(async () => {
  database = await openInboxDatabase();
  inbox = database.open();
});

afterEach(() => database.close());

async function query(sql: string, values: unknown[] = []) {
  return (await database.pool.query(sql, values)).rows;
}

/** The number of envelopes in each partition. */
async function stored(): Promise<Record<string, number>> {
  const rows = await query(
    'select tableoid::regclass::text as name, count(*)::int as count from havoc_internal.envelope group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name.replace('havoc_internal.', ''), count]));
}

async function partitions(): Promise<string[]> {
  const rows = await query(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'havoc_internal.envelope'::regclass",
  );
  return rows.map(({ name }) => name.replace('havoc_internal.', '')).toSorted();
}

const NEW_YEAR = new Date('2026-01-01T00:00:00.000Z');
const AROUND = ['envelope_20251231', 'envelope_20260101', 'envelope_20260102', 'envelope_20260103'];

/** Stores an envelope under a day, as if that were today. */
async function storeOn(day: string, key: string): Promise<string> {
  const [id = ''] = await commitAll(inbox, [key]);
  await query('update havoc_internal.envelope set day = $1 where id = $2', [day, id]);
  await query('update havoc_internal.unsettled set day = $1 where id = $2', [day, id]);
  return id;
}

test('creates the partitions around now, once', async () => {
  expect(await ensurePartitions(database.pool, NEW_YEAR)).toEqual(AROUND);
  expect(await ensurePartitions(database.pool, NEW_YEAR)).toEqual([]);
  expect(await partitions()).toEqual([...AROUND, 'envelope_default']);
});

test('several processes can create the partitions at once', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => ensurePartitions(database.pool, NEW_YEAR)));
  expect(made.flat().toSorted()).toEqual(AROUND);
});

test('uses the database’s clock if no time is given', async () => {
  await ensurePartitions(database.pool);
  await commitAll(inbox, ['a']);
  const [{ today }] = await query("select to_char(now() at time zone 'utc', 'YYYYMMDD') as today");
  expect(await stored()).toEqual({ [`envelope_${today}`]: 1 });
});

test('creates the next partition ahead as days pass, and stores each envelope in its own', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  expect(await ensurePartitions(database.pool, new Date('2026-01-01T23:59:59.999Z'))).toEqual([]);
  expect(await ensurePartitions(database.pool, new Date('2026-01-02T00:00:00.000Z'))).toEqual([
    'envelope_20260104',
  ]);
  for (const day of ['2025-12-31', '2026-01-01', '2026-01-04']) await storeOn(day, day);
  expect(await stored()).toEqual({ envelope_20251231: 1, envelope_20260101: 1, envelope_20260104: 1 });
});

test('moves envelopes from the default partition into the created ones, and loses nothing', async () => {
  const ids = [
    await storeOn('2026-01-01', 'a'),
    await storeOn('2026-01-02', 'b'),
    await storeOn('2025-06-01', 'c'),
  ];
  expect(await stored()).toEqual({ envelope_default: 3 });
  await ensurePartitions(database.pool, NEW_YEAR);
  expect(await stored()).toEqual({ envelope_20260101: 1, envelope_20260102: 1, envelope_default: 1 });
  const claimed = await inbox.claim(10, CLAIM);
  expect(claimed.map(({ id, payload }) => [id, payload.toString()])).toEqual(
    ids.map((id, at) => [id, 'abc'[at]]),
  );
});

test('commits and claims go on while the default partition is emptied', async () => {
  await ensurePartitions(database.pool);
  await query('alter table havoc_internal.envelope detach partition havoc_internal.envelope_default');
  await query('drop table havoc_internal.envelope_default');
  await query('create table havoc_internal.envelope_default partition of havoc_internal.envelope default');
  const [{ name }] = await query(
    "select 'envelope_' || to_char(now() at time zone 'utc', 'YYYYMMDD') as name",
  );
  await query(`drop table havoc_internal.${name}`);
  await commitAll(
    inbox,
    Array.from({ length: 200 }, (_, index) => `before ${index}`),
  );
  const coming = Array.from({ length: 400 }, (_, index) => commitAll(inbox, [`during ${index}`]));
  await Promise.all([ensurePartitions(database.pool), ...coming]);
  const seen = new Set<string>();
  for (let turn = 0; turn < 10; turn++) for (const { id } of await inbox.claim(100, CLAIM)) seen.add(id);
  expect(seen.size).toBe(600);
  expect(await stored()).toEqual({ [name]: 600 });
});

test('drops only whole days that are over', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  for (const day of ['2025-12-31', '2026-01-01']) await storeOn(day, day);
  for (const claimed of await inbox.claim(10, CLAIM)) await inbox.settle({ ...claimed, outcome: 'acked' });
  expect(await dropPartitions(database.pool, 0, NEW_YEAR)).toEqual(['envelope_20251231']);
  expect(await partitions()).toEqual([...AROUND.slice(1), 'envelope_default']);
  expect(await stored()).toEqual({ envelope_20260101: 1 });
});

test('keeps a day that is over for the given time, by the database’s clock only', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  const dayMs = 24 * 3_600_000;
  expect(await dropPartitions(database.pool, dayMs, new Date('2026-01-01T23:59:59Z'))).toEqual([]);
  expect(await dropPartitions(database.pool, dayMs, new Date('2026-01-02T00:00:00Z'))).toEqual([
    'envelope_20251231',
  ]);
  await ensurePartitions(database.pool);
  const { now } = Date;
  Date.now = () => now() + 10 * dayMs;
  const dropped = await dropPartitions(database.pool, 2 * dayMs).finally(() => {
    Date.now = now;
  });
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  expect(dropped).not.toContain(`envelope_${today}`);
});

test('keeps a day as long as it has unsettled envelopes', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  await storeOn('2025-12-31', 'open');
  await storeOn('2025-12-30', 'open, in the default partition');
  const later = new Date('2026-01-02T00:00:00Z');
  expect(await dropPartitions(database.pool, 0, later)).toEqual(['envelope_20260101']);
  expect(await stored()).toEqual({ envelope_20251231: 1, envelope_default: 1 });
  for (const claimed of await inbox.claim(10, CLAIM)) await inbox.settle({ ...claimed, outcome: 'acked' });
  expect(await dropPartitions(database.pool, 0, later)).toEqual(['envelope_20251231']);
  expect(await stored()).toEqual({});
});

test('a dead letter does not keep its day', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  await storeOn('2025-12-31', 'dead');
  await inbox.bury({ ...(await claimOne(inbox)), reason: 'termed' });
  expect(await dropPartitions(database.pool, 0, NEW_YEAR)).toEqual(['envelope_20251231']);
});

test('a drop waits at most 2 s for a reader, and the next drop succeeds', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  const reader = await database.pool.connect();
  await reader.query('begin');
  await reader.query('select from havoc_internal.envelope_20251231');
  await expect(dropPartitions(database.pool, 0, NEW_YEAR)).rejects.toMatchObject({ code: '55P03' });
  await reader.query('rollback');
  reader.release();
  expect(await dropPartitions(database.pool, 0, NEW_YEAR)).toEqual(['envelope_20251231']);
});

test('a connection that breaks fails only this drop, and the next drop succeeds', async () => {
  await ensurePartitions(database.pool, NEW_YEAR);
  const reader = await database.pool.connect();
  await reader.query('begin');
  await reader.query('select from havoc_internal.envelope_20251231');
  const url = new URL(database.url);
  const proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
  url.hostname = '127.0.0.1';
  url.port = `${proxy.port}`;
  const { pool, close } = openDatabase({ url: url.href });
  const dropping = expect(dropPartitions(pool, 0, NEW_YEAR)).rejects.toThrow(/terminated/);
  const waits = `
    select from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where datname = current_database() and mode = 'AccessExclusiveLock' and not granted`;
  await until(async () => (await reader.query(waits)).rowCount === 1);
  proxy.cut();
  await dropping;
  await close();
  proxy.close();
  await reader.query('rollback');
  reader.release();
  expect(await dropPartitions(database.pool, 0, NEW_YEAR)).toEqual(['envelope_20251231']);
});

test('a retry after midnight finds the envelope in the partition of the day before', async () => {
  await ensurePartitions(database.pool);
  await commitAll(inbox, ['eventless']);
  await query('update havoc_internal.envelope set day = day - 1');
  expect(await inbox.commit(envelope({ dedupeKey: 'eventless', lease: randomUUID() }))).toEqual({
    id: undefined,
  });
});
