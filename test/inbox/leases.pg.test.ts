import { randomUUID } from 'node:crypto';
import { CLAIM, claimNames, claimOne, commitAll, envelope, LEASE_MS, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

test('settles an envelope once, and never hands it out again', async () => {
  const { id = '' } = await inbox.commit(envelope());
  const { lease } = await claimOne(inbox);
  expect(await inbox.settle({ id, lease, outcome: 'acked' })).toBe(true);
  expect(await inbox.settle({ id, lease, outcome: 'acked' })).toBe(false);
  await database.passTime();
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
  expect(await database.unsettled(id)).toBeUndefined();
});

test('accepts only one of several settlements of a lease at once', async () => {
  await inbox.commit(envelope());
  const claimed = await claimOne(inbox);
  const replicas = Array.from({ length: 5 }, () => database.open());
  const held = await Promise.all(replicas.map((replica) => replica.settle({ ...claimed, outcome: 'acked' })));
  expect(held.filter(Boolean)).toHaveLength(1);
});

test('hands an envelope out again when its lease runs out, and the lost lease changes nothing', async () => {
  await inbox.commit(envelope());
  const first = await claimOne(inbox);
  await database.passTime();
  const second = await claimOne(database.open());
  expect(second).toMatchObject({ id: first.id, attempt: 2 });
  const before = await database.unsettled(first.id);
  expect(await inbox.settle({ ...first, outcome: 'acked' })).toBe(false);
  expect(await inbox.postpone({ ...first, delayMs: 0 })).toBe(false);
  expect(await inbox.bury({ ...first, reason: 'termed' })).toBe(false);
  expect(await inbox.extend(first)).toBe(false);
  await inbox.release([first]);
  await inbox.putBack([first]);
  await inbox.redirect([first], randomUUID());
  await inbox.park(first, 0);
  expect(await database.unsettled(first.id)).toEqual(before);
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
  expect(await inbox.settle({ ...second, outcome: 'acked' })).toBe(true);
});

test('accepts a settlement after the lease ran out if no other replica has claimed the envelope', async () => {
  await inbox.commit(envelope());
  const claimed = await claimOne(inbox);
  await database.passTime();
  expect(await inbox.settle({ ...claimed, outcome: 'acked' })).toBe(true);
});

test('either settles or claims an envelope whose lease ran out if both run at once', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `${index}`);
  await commitAll(inbox, names);
  const held = await inbox.claim(60, CLAIM);
  await database.passTime();
  const other = database.open();
  const [settled, claimed] = await Promise.all([
    Promise.all(held.map((one) => inbox.settle({ ...one, outcome: 'acked' }))),
    other.claim(60, CLAIM),
  ]);
  expect(settled.filter(Boolean).length + claimed.length).toBe(60);
  const { rows } = await database.pool.query('select count(*)::int as count from havoc_internal.unsettled');
  expect(rows).toEqual([{ count: claimed.length }]);
});

test('extends a lease', async () => {
  await inbox.commit(envelope());
  const claimed = await claimOne(inbox);
  await database.pool.query("update havoc_internal.unsettled set not_before = now() + interval '1 second'");
  expect(await inbox.extend(claimed)).toBe(true);
  const row = await database.unsettled(claimed.id);
  expect(Number(row?.not_before) - Date.now()).toBeGreaterThan(LEASE_MS / 2);
});

test('postpones an envelope with its error, and counts the attempt', async () => {
  await inbox.commit(envelope());
  const claimed = await claimOne(inbox);
  expect(await inbox.postpone({ ...claimed, delayMs: 60_000, error: 'boom' })).toBe(true);
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
  expect(await database.unsettled(claimed.id)).toMatchObject({ last_error: 'boom', lease: null });
  await database.passTime();
  expect(await claimOne(inbox)).toMatchObject({ attempt: 2 });
});

test('reports for each of several operations at once whether its own lease held', async () => {
  await commitAll(inbox, ['a', 'b', 'c', 'd']);
  const [a, b, c, d] = await inbox.claim(4, CLAIM);
  if (!a || !b || !c || !d) throw new Error('less was claimed');
  const lost = { lease: randomUUID() };
  expect(
    await Promise.all([
      inbox.settle({ ...a, outcome: 'acked' }),
      inbox.settle({ ...b, ...lost, outcome: 'acked' }),
      inbox.extend(b),
      inbox.extend({ ...c, ...lost }),
      inbox.postpone({ ...c, delayMs: 0 }),
      inbox.postpone({ ...d, ...lost, delayMs: 0 }),
      inbox.bury({ ...d, reason: 'termed' }),
      inbox.bury({ ...a, ...lost, reason: 'termed' }),
    ]),
  ).toEqual([true, false, true, false, true, false, true, false]);
});

test('a released envelope is due at once, and keeps its place in the order', async () => {
  await commitAll(inbox, ['first', 'second']);
  await inbox.release([await claimOne(inbox)]);
  expect(await claimOne(inbox)).toMatchObject({ attempt: 2, name: 'first' });
});

test('puts back an envelope that no app saw, without counting the attempt', async () => {
  await inbox.commit(envelope());
  await inbox.putBack([await claimOne(inbox)]);
  expect(await claimOne(inbox)).toMatchObject({ attempt: 1 });
});

test('redirects an envelope to one replica, without counting the attempt', async () => {
  const replica = randomUUID();
  await inbox.commit(envelope());
  await inbox.redirect([await claimOne(inbox)], replica);
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
  expect(await claimOne(database.open({ replica }))).toMatchObject({ attempt: 1 });
});

test('parks an envelope until `unpark`, without counting the attempt', async () => {
  await inbox.commit(envelope());
  await inbox.park(await claimOne(inbox), 60_000);
  expect(await inbox.claim(1, CLAIM)).toEqual([]);
  await inbox.unpark();
  const first = await claimOne(inbox);
  expect(first).toMatchObject({ attempt: 1, parkedMs: expect.any(Number) });
  await inbox.park(first, 60_000);
  // Half a minute past the hour, because the column rounds to milliseconds, up or down.
  await database.pool.query(
    "update havoc_internal.unsettled set parked_at = now() - interval '1 hour 30 seconds'",
  );
  await inbox.unpark();
  const { attempt, parkedMs = 0 } = await claimOne(inbox);
  expect({ attempt, parkedMin: Math.floor(parkedMs / 60_000) }).toEqual({ attempt: 1, parkedMin: 60 });
});

test('resets the parked time when an envelope is handed out', async () => {
  await inbox.commit(envelope());
  await inbox.park(await claimOne(inbox), 0);
  await inbox.release([await claimOne(inbox)]);
  expect(await claimOne(inbox)).toMatchObject({ attempt: 2, parkedMs: undefined });
  await database.passTime();
  expect(await claimOne(inbox)).toMatchObject({ attempt: 3, parkedMs: undefined });
});

test('`unpark` does not make postponed envelopes due', async () => {
  await inbox.commit(envelope());
  await inbox.postpone({ ...(await claimOne(inbox)), delayMs: 60_000 });
  await inbox.unpark();
  expect(await claimNames(inbox, 1)).toEqual([]);
});
