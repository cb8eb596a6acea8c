import { randomUUID } from 'node:crypto';
import { dedupeIdOf } from '../../src/inbox/index.js';
import { CLAIM, claimOne, commitAll, envelope, LEASE_MS, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

test('returns what was committed, byte for byte', async () => {
  const payload = Buffer.from([0x7b, 0x00, 0xff, 0x7d]);
  const replyBy = new Date('2026-01-02T03:04:08.178Z');
  const origin = randomUUID();
  const { id } = await inbox.commit(envelope({ payload, replyBy, origin, orderKey: 'T1:C1' }));
  expect(await claimOne(inbox)).toEqual({
    id,
    dedupeKey: dedupeIdOf('event:A1:Ev1', undefined),
    kind: 'event',
    name: 'app_mention',
    teamId: 'T1',
    orderKey: expect.stringMatching(/^-?\d+$/),
    payload,
    receivedAt: new Date('2026-01-02T03:04:05.678Z'),
    replyBy,
    parkedMs: undefined,
    attempt: 1,
    lease: expect.stringMatching(/^[0-9a-f-]{36}$/),
    origin,
    replayed: false,
    followers: [],
  });
});

test('stores names that PostgreSQL refuses as text, with invalid characters removed or replaced', async () => {
  const odd = { kind: 'k\u0000', name: 'n\ud800\u0000', teamId: 'T\u0000', orderKey: 'T\u0000:C' };
  const { id } = await inbox.commit(envelope(odd));
  expect(await database.unsettled(id)).toMatchObject({ kind: 'k', name: 'n\ufffd', team_id: 'T' });
});

test('accepts any text as a key', async () => {
  const keys = ['', 'bad\u0000', '\ud800', 'x'.repeat(100_000)];
  expect((await commitAll(inbox, keys, () => ({ name: 'n', payload: Buffer.alloc(0) }))).every(Boolean)).toBe(
    true,
  );
});

test('makes one envelope of an event that comes several times at once or later', async () => {
  const together = await Promise.all([1, 2, 3].map((retryNum) => inbox.commit(envelope({ retryNum }))));
  const later = await inbox.commit(envelope());
  expect(together.map(({ id }) => id === undefined)).toEqual([false, true, true]);
  expect(later.id).toBeUndefined();
  expect(await inbox.claim(10, CLAIM)).toHaveLength(1);
});

test('stores the first lease of an event that comes twice at once', async () => {
  const leases = [randomUUID(), randomUUID()];
  const [first, second] = await Promise.all(leases.map((lease) => inbox.commit(envelope({ lease }))));
  expect(second).toEqual({ id: undefined });
  expect(await database.unsettled(first?.id)).toMatchObject({ lease: leases[0] });
});

test('makes one envelope of an event that comes on many replicas at once', async () => {
  const replicas = Array.from({ length: 8 }, () => database.open());
  const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
  const results = await Promise.all(
    replicas.map((replica, turn) =>
      Promise.all(
        keys
          .toSorted((one, other) => (turn % 2 ? one.localeCompare(other) : other.localeCompare(one)))
          .map((dedupeKey) => replica.commit(envelope({ dedupeKey }))),
      ),
    ),
  );
  expect(results.flat().filter(({ id }) => id !== undefined)).toHaveLength(keys.length);
  expect(await inbox.claim(500, CLAIM)).toHaveLength(keys.length);
});

test('recognizes a settled event when it comes again', async () => {
  await inbox.commit(envelope());
  await inbox.settle({ ...(await claimOne(inbox)), outcome: 'acked' });
  expect(await inbox.commit(envelope({ retryNum: 1 }))).toEqual({ id: undefined });
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
});

test('assigns ids in the order in which envelopes came', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `${index}`);
  const committed = await Promise.all(names.map((dedupeKey) => inbox.commit(envelope({ dedupeKey }))));
  const ids = committed.map(({ id }) => Number(id));
  expect(ids).toEqual(ids.toSorted((one, other) => one - other));
});

test('calls listeners only for envelopes that are new and due', async () => {
  const told: string[] = [];
  inbox.onCommitted(({ dedupeKey }) => told.push(dedupeKey));
  await commitAll(inbox, ['a', 'a']);
  await commitAll(inbox, ['leased'], () => ({ lease: randomUUID() }));
  expect(told).toEqual(['a']);
});

test('a failing commit does not fail the others in its batch', async () => {
  const results = await Promise.allSettled([
    inbox.commit(envelope({ dedupeKey: 'good' })),
    inbox.commit(envelope({ dedupeKey: 'bad', lease: 'no uuid' })),
    inbox.commit(envelope({ dedupeKey: 'good too' })),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('commits an envelope under the lease that its caller gives', async () => {
  const lease = randomUUID();
  const { id = '' } = await inbox.commit(envelope({ lease }));
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
  const row = await database.unsettled(id);
  expect(row).toMatchObject({ lease, attempt: 1 });
  expect(Number(row?.not_before) - Date.now()).toBeGreaterThan(LEASE_MS / 2);
  expect(await inbox.settle({ id, lease, outcome: 'acked' })).toBe(true);
});

test('hands out again an envelope that was committed with a lease and not settled in time', async () => {
  await inbox.commit(envelope({ lease: randomUUID() }));
  await database.passTime();
  expect(await claimOne(inbox)).toMatchObject({ attempt: 2 });
});

/** Moves the stored envelopes to the day before, as if they had been committed then. */
async function shiftToYesterday(): Promise<void> {
  await database.pool.query('update havoc_internal.envelope set day = day - 1');
}

describe('across midnight', () => {
  test('looks for an envelope without a time on the day before, too', async () => {
    await inbox.commit(envelope());
    await shiftToYesterday();
    expect(await inbox.commit(envelope())).toEqual({ id: undefined });
    expect((await inbox.commit(envelope({ dedupeKey: 'another' }))).id).toBeDefined();
  });

  test('stores an envelope with a time on its own day, today or yesterday', async () => {
    const hours = [-23.9, -12, 0, 0.9];
    for (const hour of hours) {
      const eventTime = new Date(Date.now() + hour * 3_600_000);
      await inbox.commit(envelope({ dedupeKey: `${hour}`, eventTime }));
      const { rows } = await database.pool.query(
        'select day::text from havoc_internal.envelope order by id desc limit 1',
      );
      expect(rows[0].day).toBe(eventTime.toISOString().slice(0, 10));
    }
  });

  test.each([-25, 2, 24 * 365])(
    'stores an envelope with a time %d hours from now under today',
    async (hour) => {
      const eventTime = new Date(Date.now() + hour * 3_600_000);
      await inbox.commit(envelope({ eventTime }));
      const { rows } = await database.pool.query(
        "select day = (now() at time zone 'utc')::date as today from havoc_internal.envelope",
      );
      expect(rows).toEqual([{ today: true }]);
    },
  );

  test('recognizes a last retry when the event is more than a day old', async () => {
    const eventTime = new Date(Date.now() - 24.01 * 3_600_000);
    await inbox.commit(envelope({ eventTime }));
    await shiftToYesterday();
    expect(await inbox.commit(envelope({ eventTime }))).toEqual({ id: undefined });
  });
});
