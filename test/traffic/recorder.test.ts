import { createLogger } from '../../src/log/index.js';
import { createTrafficRecorder, type TrafficEntry } from '../../src/traffic/index.js';
import { until } from '../support/until.js';

const at = new Date('2026-01-01T00:00:00Z');
const entry = (more: Partial<TrafficEntry> = {}): TrafficEntry => ({
  at,
  direction: 'out',
  name: 'chat.postMessage',
  outcome: 'ok',
  tookMs: 1,
  ...more,
});

/** Makes a recorder with a readable log, and with a pool that can fail. */
function setUp({ refusedPerMinute = 2, maxBuffered = 5 } = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const database = { isUp: true, written: 0 };
  const pool = {
    async query(_: string, values: unknown[][]) {
      if (!database.isUp) throw new Error('connect ECONNREFUSED');
      const rows = (values[0] ?? []).map(() => ({ id: String(++database.written) }));
      return { rows };
    },
  };
  // Without a sweep, only `query` of the pool is called.
  const db = { pool, prisma: {} } as never;
  let now = at;
  const recorder = createTrafficRecorder({
    db,
    log,
    refusedPerMinute,
    maxBuffered,
    flushMs: 1,
    now: () => now,
  });
  const passMinute = () => {
    now = new Date(now.getTime() + 60_000);
  };
  return { recorder, lines, database, passMinute };
}

test('logs each entry at once, without its bodies', async () => {
  const { recorder, lines } = setUp();
  recorder.record(entry({ request: { text: 'hello' }, team_id: 'T1', status: 200 }));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'info',
    msg: 'traffic',
    direction: 'out',
    name: 'chat.postMessage',
    team_id: 'T1',
    outcome: 'ok',
    took_ms: 1,
  });
  expect(JSON.stringify(lines)).not.toContain('hello');
  await recorder.stop();
});

test('records a bounded number of refusals per minute, at level warn and without a body', async () => {
  const { recorder, lines, database, passMinute } = setUp();
  const refusal = entry({
    direction: 'in',
    name: '/slack/events',
    outcome: 'refused: bad signature',
    request: 'x',
  });
  for (let count = 0; count < 10; count++) recorder.record(refusal);
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
  passMinute();
  recorder.record(refusal);
  expect(lines).toContainEqual(expect.objectContaining({ refused: 8 }));
  await recorder.stop();
  expect(database.written).toBe(3);
});

test('passes stored records, redacted, to listeners until they unsubscribe', async () => {
  const { recorder } = setUp();
  const seen: string[] = [];
  const stop = recorder.onRecord(({ id, request }) => seen.push(`${id} ${Buffer.from(request ?? [])}`));
  recorder.record(entry({ request: { token: 'x' } }));
  await until(() => seen.length === 1);
  stop();
  recorder.record(entry());
  await recorder.stop();
  expect(seen).toEqual(['1 {"token":"[redacted]"}']);
});

test('waits for a database that is away, and counts entries lost beyond the limit', async () => {
  const { recorder, database, lines } = setUp({ maxBuffered: 3 });
  database.isUp = false;
  for (let count = 0; count < 5; count++) recorder.record(entry());
  await until(() => lines.some(({ msg }) => String(msg).includes('does not answer')));
  expect(recorder.lost()).toBe(2);
  database.isUp = true;
  await recorder.stop();
  expect(database.written).toBe(3);
  expect(lines.at(-1)).toMatchObject({ level: 'warn', lost: 2 });
});

test('a failing listener does not stop the recorder', async () => {
  const { recorder, database } = setUp();
  recorder.onRecord(() => {
    throw new Error('mine');
  });
  recorder.record(entry());
  await recorder.stop();
  expect(database.written).toBe(1);
});
