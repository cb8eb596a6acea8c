import type { Pool } from 'pg';
import { type Database, openDatabase } from '../../src/db/index.js';
import { createInbox, type Inbox, type NewEnvelope } from '../../src/inbox/index.js';
import { createTestDatabase } from '../support/database.js';

const LEASE_MS = 30_000;

let drop: () => Promise<void>;
let database: Database;
let pool: Pool;
let inbox: Inbox;

beforeAll(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase({ url: created.url });
  pool = database.pool;
});

afterAll(async () => {
  await database.close();
  await drop();
});

beforeEach(async () => {
  await pool.query('truncate havoc_internal.envelope');
  inbox = createInbox({ pool, leaseMs: LEASE_MS });
});

function envelope(change: Partial<NewEnvelope> = {}): NewEnvelope {
  return {
    dedupeKey: 'event:A1:Ev1',
    kind: 'event',
    name: 'app_mention',
    teamId: 'T1',
    payload: Buffer.from('{"type":"event_callback"}'),
    retryNum: undefined,
    receivedAt: new Date('2026-01-02T03:04:05.678Z'),
    replyBy: undefined,
    ...change,
  };
}

async function claimOne() {
  const [claimed] = await inbox.claim(1);
  if (!claimed) throw new Error('nothing was due');
  return claimed;
}

/** Makes everything due now, as the passing of time would. */
async function passTime(): Promise<void> {
  await pool.query('update havoc_internal.envelope set not_before = now()');
}

async function rowOf(id: string | undefined) {
  const { rows } = await pool.query('select * from havoc_internal.envelope where id = $1', [id]);
  return rows[0];
}

test('hands back what was committed, byte for byte', async () => {
  const payload = Buffer.from([0x7b, 0x00, 0xff, 0x7d]);
  const replyBy = new Date('2026-01-02T03:04:08.178Z');
  const { id } = await inbox.commit(envelope({ payload, replyBy }));
  expect(await claimOne()).toEqual({
    id,
    dedupeKey: 'event:A1:Ev1',
    kind: 'event',
    name: 'app_mention',
    payload,
    receivedAt: new Date('2026-01-02T03:04:05.678Z'),
    replyBy,
    parkedAt: undefined,
    attempt: 1,
    lease: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('holds what PostgreSQL takes for no text', async () => {
  const { id } = await inbox.commit(envelope({ kind: 'k\u0000', name: 'n\ud800\u0000', teamId: 'T\u0000' }));
  expect(await rowOf(id)).toMatchObject({ kind: 'k', name: 'n\ufffd', team_id: 'T' });
});

test('makes one envelope of one event, however often and however at once it comes', async () => {
  const together = await Promise.all([1, 2, 3].map((retryNum) => inbox.commit(envelope({ retryNum }))));
  const later = await inbox.commit(envelope());
  const other = await createInbox({ pool, leaseMs: LEASE_MS }).commit(envelope());
  expect([...together, later, other].filter(({ id }) => id !== undefined)).toHaveLength(1);
  expect(await inbox.claim(10)).toHaveLength(1);
});

test('tells of what is new, and only of that', async () => {
  let told = 0;
  inbox.onCommitted(() => told++);
  await inbox.commit(envelope());
  await inbox.commit(envelope());
  expect(told).toBe(1);
});

test('a commit that fails fails alone', async () => {
  const results = await Promise.allSettled([
    inbox.commit(envelope({ dedupeKey: 'good' })),
    inbox.commit(envelope({ dedupeKey: 'bad\u0000' })),
    inbox.commit(envelope({ dedupeKey: 'good too' })),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('claims oldest first, each for one claimer', async () => {
  for (const key of ['a', 'b', 'c', 'd']) await inbox.commit(envelope({ dedupeKey: key }));
  const [first, second] = await Promise.all([inbox.claim(2), inbox.claim(2)]);
  const keys = [...first, ...second].map(({ dedupeKey }) => dedupeKey);
  expect(keys.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  expect(first[0]?.dedupeKey).toBe('a');
  expect(await inbox.claim(2)).toEqual([]);
});

test('claims past exceptions, by kind or by kind and name', async () => {
  for (const [kind, name] of [
    ['command', '/poll'],
    ['event', 'message'],
    ['event', 'app_mention'],
    ['shortcut', 'message'],
  ] as const) {
    await inbox.commit(envelope({ dedupeKey: `${kind} ${name}`, kind, name }));
  }
  const claimed = await inbox.claim(10, { kinds: ['command'], names: [{ kind: 'event', name: 'message' }] });
  expect(claimed.map(({ dedupeKey }) => dedupeKey)).toEqual(['event app_mention', 'shortcut message']);
});

test('settles once, and never hands it out again', async () => {
  const { id } = await inbox.commit(envelope());
  const { lease } = await claimOne();
  expect(await inbox.settle({ id: id ?? '', lease, outcome: 'acked' })).toBe(true);
  expect(await inbox.settle({ id: id ?? '', lease, outcome: 'termed' })).toBe(false);
  await passTime();
  expect(await inbox.claim(1)).toEqual([]);
  expect(await rowOf(id)).toMatchObject({ outcome: 'acked', settled_at: expect.any(Date) });
});

test('hands it out again when the lease runs out, and the lost lease changes nothing', async () => {
  await inbox.commit(envelope());
  const first = await claimOne();
  await passTime();
  const second = await claimOne();
  expect(second).toMatchObject({ id: first.id, attempt: 2 });
  expect(await inbox.settle({ ...first, outcome: 'acked' })).toBe(false);
  expect(await inbox.postpone({ ...first, delayMs: 0 })).toBe(false);
  expect(await inbox.extend(first)).toBe(false);
  await inbox.release([first]);
  expect(await inbox.claim(1)).toEqual([]);
  expect(await inbox.settle({ ...second, outcome: 'acked' })).toBe(true);
});

test('an extended lease runs longer', async () => {
  await inbox.commit(envelope());
  const claimed = await claimOne();
  await pool.query("update havoc_internal.envelope set not_before = now() + interval '1 second'");
  expect(await inbox.extend(claimed)).toBe(true);
  const { not_before } = await rowOf(claimed.id);
  expect(not_before.getTime() - Date.now()).toBeGreaterThan(LEASE_MS / 2);
});

test('postpones with the reason, and counts the attempt', async () => {
  await inbox.commit(envelope());
  const claimed = await claimOne();
  expect(await inbox.postpone({ ...claimed, delayMs: 60_000, error: 'boom' })).toBe(true);
  expect(await inbox.claim(1)).toEqual([]);
  expect(await rowOf(claimed.id)).toMatchObject({ last_error: 'boom', lease: null });
  await passTime();
  expect(await claimOne()).toMatchObject({ attempt: 2 });
});

test('gives leases back at once', async () => {
  await inbox.commit(envelope());
  await inbox.release([await claimOne()]);
  expect(await claimOne()).toMatchObject({ attempt: 2 });
});

test('parks until somebody may handle it, without counting the attempt', async () => {
  await inbox.commit(envelope());
  await inbox.park(await claimOne(), new Date(Date.now() + 60_000));
  expect(await inbox.claim(1)).toEqual([]);
  await inbox.unpark();
  const [first, again] = [await claimOne(), new Date(Date.now() + 60_000)];
  expect(first).toMatchObject({ attempt: 1, parkedAt: expect.any(Date) });
  await inbox.park(first, again);
  await inbox.unpark();
  expect(await claimOne()).toMatchObject({ attempt: 1, parkedAt: first.parkedAt });
});

test('what was handed to somebody has not been waiting for anybody', async () => {
  await inbox.commit(envelope());
  await inbox.park(await claimOne(), new Date());
  await inbox.release([await claimOne()]);
  expect(await claimOne()).toMatchObject({ attempt: 2, parkedAt: undefined });
  await passTime();
  expect(await claimOne()).toMatchObject({ attempt: 3, parkedAt: undefined });
});

test('puts back what nobody saw, without counting the attempt', async () => {
  await inbox.commit(envelope());
  await inbox.putBack([await claimOne()]);
  expect(await claimOne()).toMatchObject({ attempt: 1 });
});

test('a new subscriber does not hurry what was postponed', async () => {
  await inbox.commit(envelope());
  await inbox.postpone({ ...(await claimOne()), delayMs: 60_000 });
  await inbox.unpark();
  expect(await inbox.claim(1)).toEqual([]);
});

test('sweeps what was settled long ago, and nothing else', async () => {
  for (const dedupeKey of ['old', 'new', 'open']) await inbox.commit(envelope({ dedupeKey }));
  const [old, recent] = await inbox.claim(2);
  for (const claimed of [old, recent]) if (claimed) await inbox.settle({ ...claimed, outcome: 'acked' });
  await pool.query("update havoc_internal.envelope set settled_at = '2020-01-01' where dedupe_key = 'old'");
  expect(await inbox.sweepSettled(new Date('2021-01-01'))).toBe(1);
  const { rows } = await pool.query('select dedupe_key from havoc_internal.envelope order by id');
  expect(rows.map(({ dedupe_key }) => dedupe_key)).toEqual(['new', 'open']);
});
