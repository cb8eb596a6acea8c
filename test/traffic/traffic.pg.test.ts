import { HavocError } from '../../src/base/index.js';
import type { Database } from '../../src/db/index.js';
import { createLogger } from '../../src/log/index.js';
import {
  createRecordedCall,
  createTrafficRecorder,
  ensureTrafficPartitions,
  findTraffic,
  listTraffic,
  type TrafficEntry,
  type TrafficRecorderOptions,
} from '../../src/traffic/index.js';
import { openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let db: Database;
let close: () => Promise<void>;
const log = createLogger({ level: 'silent' });

beforeEach(async () => {
  ({ database: db, close } = await openTestDatabase({ poolSize: 3 }));
});
afterEach(() => close());

const entry = (more: Partial<TrafficEntry> = {}): TrafficEntry => ({
  at: new Date(),
  direction: 'in',
  name: 'event message',
  outcome: 'ok',
  tookMs: 1.5,
  ...more,
});
const noPayload = async () => undefined;
const record = async (entries: TrafficEntry[], options: Partial<TrafficRecorderOptions> = {}) => {
  const recorder = createTrafficRecorder({ db, log, ...options });
  for (const one of entries) recorder.record(one);
  await recorder.stop();
};

test('stores every field, and returns bodies only with a single record', async () => {
  const whole = entry({
    team_id: 'T1',
    status: 200,
    retry_num: 1,
    request: Buffer.from('{"a":1}'),
    response: { ok: true, token: 'x' },
  });
  await record([whole]);
  const [listed] = await listTraffic(db.prisma, { limit: 10 });
  expect(listed).toMatchObject({ team_id: 'T1', status: 200, retry_num: 1, tookMs: 1.5 });
  expect(listed?.request).toBeUndefined();
  const shown = await findTraffic(db.prisma, listed?.id ?? 0n, noPayload);
  expect(Buffer.from(shown?.request ?? []).toString()).toBe('{"a":1}');
  expect(Buffer.from(shown?.response ?? []).toString()).toBe('{"ok":true,"token":"[redacted]"}');
  expect(await findTraffic(db.prisma, 999n, noPayload)).toBeUndefined();
});

test('takes the body from the envelope, redacted, while the envelope is kept', async () => {
  await record([entry({ envelope_id: 7n, request: Buffer.from('{"here":1}') })]);
  const [listed] = await listTraffic(db.prisma, { limit: 10 });
  const { rows } = await db.pool.query('select request, envelope_id from havoc_internal.traffic');
  expect(rows).toEqual([{ request: null, envelope_id: '7' }]);
  const payloads = new Map([[7n, Buffer.from('{"token":"x","there":1}')]]);
  const shown = await findTraffic(db.prisma, listed?.id ?? 0n, async (id) => payloads.get(id));
  expect(Buffer.from(shown?.request ?? []).toString()).toBe('{"token":"[redacted]","there":1}');
  expect(await findTraffic(db.prisma, listed?.id ?? 0n, noPayload)).toMatchObject({
    envelope_id: 7n,
    request: undefined,
  });
});

test('lists newest first, by filter and by page', async () => {
  await record([
    entry({ name: 'one', team_id: 'T1' }),
    entry({ name: 'two', direction: 'out' }),
    entry({ name: 'three', outcome: 'refused: stale' }),
    entry({ name: 'four', team_id: 'T1' }),
  ]);
  const names = async (options: Partial<Parameters<typeof listTraffic>[1]>) =>
    (await listTraffic(db.prisma, { limit: 10, ...options })).map(({ name }) => name);
  expect(await names({})).toEqual(['four', 'three', 'two', 'one']);
  expect(await names({ filter: { team_id: 'T1' } })).toEqual(['four', 'one']);
  expect(await names({ filter: { direction: 'out' } })).toEqual(['two']);
  expect(await names({ filter: { outcome: 'refused' } })).toEqual(['three']);
  expect(await names({ limit: 2 })).toEqual(['four', 'three']);
  const [, third] = await listTraffic(db.prisma, { limit: 2 });
  expect(await names({ before: third?.id })).toEqual(['two', 'one']);
});

test('a large batch has its ids in order, and characters that PostgreSQL refuses are removed', async () => {
  const ids: bigint[] = [];
  const names: string[] = [];
  const recorder = createTrafficRecorder({ db, log, flushMs: 1 });
  recorder.onRecord(({ id, name }) => {
    ids.push(id ?? -1n);
    names.push(name);
  });
  for (let count = 0; count < 700; count++) recorder.record(entry({ name: `n${count}\0`, team_id: 'T\0' }));
  await until(() => ids.length === 700);
  await recorder.stop();
  expect(ids).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
  const last = await findTraffic(db.prisma, ids.at(-1) ?? 0n, noPayload);
  expect(last).toMatchObject({ name: 'n699', team_id: 'T' });
  expect(names.at(-1)).toBe('n699\0');
});

test('only the record that PostgreSQL refuses is lost', async () => {
  const recorder = createTrafficRecorder({ db, log });
  for (const status of [200, 2 ** 40, 201]) recorder.record(entry({ status }));
  await recorder.stop();
  expect((await listTraffic(db.prisma, { limit: 10 })).map(({ status }) => status)).toEqual([201, 200]);
  expect(recorder.lost()).toBe(1);
});

test('drops the partitions past their retention, and creates those of the next days', async () => {
  const old = new Date(Date.now() - 3 * 86_400_000);
  await record([entry({ at: old, name: 'old' }), entry({ name: 'new' })]);
  const sweeping = createTrafficRecorder({ db, log, retentionHours: 25, sweepEveryMs: 5 });
  await until(async () => (await listTraffic(db.prisma, { limit: 10 })).length === 1);
  await sweeping.stop();
  expect(await listTraffic(db.prisma, { limit: 10 })).toMatchObject([{ name: 'new' }]);
  const { rows } = await db.pool.query(
    "select tableoid::regclass::text = 'havoc_internal.traffic_default' as in_safety_net from havoc_internal.traffic",
  );
  expect(rows).toEqual([{ in_safety_net: false }]);
});

test('each record is stored in the partition of its day', async () => {
  await ensureTrafficPartitions(db.pool);
  const days = [-1, 0].map((day) => new Date(Date.now() + day * 86_400_000));
  await record(days.map((at) => entry({ at })));
  const { rows } = await db.pool.query(
    'select right(tableoid::regclass::text, 8) as day from havoc_internal.traffic order by id',
  );
  expect(rows.map(({ day }) => day)).toEqual(
    days.map((at) => at.toISOString().slice(0, 10).replaceAll('-', '')),
  );
});

test('a recorded call records answers, refusals and failures, but never the token', async () => {
  const recorder = createTrafficRecorder({ db, log });
  const answers = new Map<string, () => Promise<never>>();
  const call = createRecordedCall({
    traffic: recorder,
    call: async ({ method }) => {
      await answers.get(method)?.();
      const ok = method === 'a.ok';
      return { ok, error: ok ? undefined : 'not_in_channel', status: 200, body: { ok } };
    },
  });
  answers.set('a.down', async () => {
    throw new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
  });
  await call({ method: 'a.ok', token: 'xoxb-1-secret', args: { channel: 'C1' } }, { team_id: 'T1' });
  await call({ method: 'a.refused', token: 'xoxb-1-secret', args: {} });
  await expect(call({ method: 'a.down', args: {} })).rejects.toMatchObject({ code: 'slack.unreachable' });
  await recorder.stop();
  const rows = await db.pool.query(
    'select name, team_id, outcome, request from havoc_internal.traffic order by id',
  );
  expect(rows.rows.map(({ name, team_id, outcome }) => [name, team_id, outcome])).toEqual([
    ['a.ok', 'T1', 'ok'],
    ['a.refused', null, 'not_in_channel'],
    ['a.down', null, 'slack.unreachable'],
  ]);
  expect(String(rows.rows[0].request)).toBe('{"channel":"C1"}');
});
