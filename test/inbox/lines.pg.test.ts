import { randomUUID } from 'node:crypto';
import type { ClaimedEnvelope, LeaseRef } from '../../src/inbox/index.js';
import { CLAIM, claimNames, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

const ordered = IN_ORDER;
/** `a1` belongs to the conversation `a`. A name in capitals belongs to none. */
const conversation = (name: string) => ({
  orderKey: name === name.toUpperCase() ? undefined : name.slice(0, 1),
});

const claimOrdered = (limit = 10) => claimNames(inbox, limit, ordered);

const acked = (one: LeaseRef) => ({ ...one, outcome: 'acked' }) as const;

/** Claims the first envelope of a conversation of five, and two followers. */
async function claimLine() {
  await commitAll(inbox, ['a1', 'a2', 'a3', 'a4', 'a5'], conversation);
  const [a1] = await inbox.claim(1, { ...CLAIM, ...ordered, followers: 2 });
  if (!a1) throw new Error('nothing was due');
  const [a2, a3] = a1.followers as [ClaimedEnvelope, ClaimedEnvelope];
  return { a1, a2, a3 };
}

const runOut = (name: string) =>
  database.pool.query(
    "update havoc_internal.unsettled set not_before = now() - interval '1 s' where name = $1",
    [name],
  );

test('claims the next envelopes behind a line, and keeps the conversation until the last is settled', async () => {
  const { a1, a2, a3 } = await claimLine();
  const [more = []] = await inbox.claimBehind([a3], { ...CLAIM, ...ordered, limit: 5 });
  expect(more.map(({ name }) => name)).toEqual(['a4', 'a5']);
  for (const one of [a1, a2, a3]) await inbox.settle(acked(one));
  await commitAll(inbox, ['a6'], conversation);
  expect(await claimOrdered()).toEqual([]);
  for (const one of more) await inbox.settle(acked(one));
  expect(await claimOrdered()).toEqual(['a6']);
});

test('claims behind each of several lines the envelopes of its own conversation', async () => {
  await commitAll(inbox, ['a1', 'b1', 'a2', 'b2', 'a3', 'b3', 'b4'], conversation);
  const heads = await inbox.claim(2, { ...CLAIM, ...ordered, followers: 2 });
  const lasts = heads.map(({ followers }) => followers.at(-1) as ClaimedEnvelope);
  expect(lasts.map(({ name }) => name).toSorted()).toEqual(['a2', 'b2']);
  const more = await inbox.claimBehind(lasts, { ...CLAIM, ...ordered, limit: 1 });
  const following = Object.fromEntries(
    lasts.map(({ name }, place) => [name, more[place]?.map((one) => one.name)]),
  );
  expect(following).toEqual({ a2: ['a3'], b2: ['b3'] });
});

test.each<[string, (line: { a2: ClaimedEnvelope; a3: ClaimedEnvelope }) => Promise<unknown>]>([
  ['was given back', ({ a2, a3 }) => inbox.putBack([a2, a3])],
  ['is settled', ({ a3 }) => inbox.settle(acked(a3))],
  ['has a lease that ran out', ({ a3 }) => runOut(a3.name)],
])('claims nothing behind a line whose last envelope %s', async (_, end) => {
  const line = await claimLine();
  await end(line);
  expect(await inbox.claimBehind([line.a3], { ...CLAIM, ...ordered, limit: 5 })).toEqual([[]]);
});

test('claims nothing behind a line if the next envelope waits for another attempt', async () => {
  const { a3 } = await claimLine();
  await database.pool.query(
    "update havoc_internal.unsettled set not_before = now() + interval '1 min' where name = 'a4'",
  );
  expect(await inbox.claimBehind([a3], { ...CLAIM, ...ordered, limit: 5 })).toEqual([[]]);
});

test('claims the first envelope again after all leases of a line ran out, even with a limit of 1', async () => {
  await claimLine();
  for (const name of ['a3', 'a2', 'a1']) await runOut(name);
  await database.pool.query(
    "update havoc_internal.unsettled set not_before = not_before - interval '1 s' where name = 'a1'",
  );
  expect(await claimOrdered(1)).toEqual(['a1']);
});

test('an envelope whose lease ran out before the last lease of its line does not hold up other claims', async () => {
  await claimLine();
  await commitAll(inbox, ['X'], conversation);
  expect(await claimOrdered(1)).toEqual(['X']);
  await runOut('a1');
  await database.pool.query(
    "update havoc_internal.unsettled set not_before = now() - interval '0.5 s' where name = 'X'",
  );
  expect(await claimOrdered(1)).toEqual(['X']);
});

describe('settling an envelope before its follower', () => {
  test('lets the follower be handed out if nothing else comes before it', async () => {
    const { a1, a2, a3 } = await claimLine();
    expect(await inbox.settleBefore(acked(a1), a2.id)).toEqual({ isOurs: true, isNextFirst: true });
    expect(await inbox.settleBefore(acked(a2), a3.id)).toEqual({ isOurs: true, isNextFirst: true });
    expect(await inbox.settle(acked(a3))).toBe(true);
    expect(await claimOrdered()).toEqual(['a4']);
  });

  test('does not let the follower be handed out if an earlier envelope was committed meanwhile', async () => {
    const late = await database.begin();
    await commitAll(late.inbox, ['a0'], conversation);
    const { a1, a2 } = await claimLine();
    await late.commit();
    expect(await inbox.settleBefore(acked(a1), a2.id)).toEqual({ isOurs: true, isNextFirst: false });
  });

  test('refuses a lost lease, and ignores envelopes that are parked, later, or of other conversations', async () => {
    await commitAll(inbox, ['a0'], conversation);
    for (const one of await inbox.claim(1, { ...CLAIM, ...ordered })) await inbox.park(one, 60_000);
    const lease = randomUUID();
    await commitAll(inbox, ['b0'], () => ({ orderKey: 'b', lease }));
    await commitAll(inbox, ['a of T2'], () => ({ orderKey: 'a', teamId: 'T2', lease }));
    const { a1, a2 } = await claimLine();
    const lost = { ...acked(a1), lease: a2.lease };
    expect(await inbox.settleBefore(lost, a2.id)).toEqual({ isOurs: false, isNextFirst: false });
    expect(await inbox.settleBefore(acked(a1), a2.id)).toEqual({ isOurs: true, isNextFirst: true });
  });
});

test('followers that are put back leave the turn to the envelope in hand before them', async () => {
  const { a1, a2, a3 } = await claimLine();
  await inbox.putBack([a2, a3], a1);
  expect(await claimOrdered()).toEqual([]);
  await inbox.settle(acked(a1));
  expect(await claimOrdered()).toEqual(['a2']);
});

test('an envelope whose lease is lost does not get the turn of followers that are put back', async () => {
  const { a1, a2, a3 } = await claimLine();
  await inbox.settle(acked(a1));
  await inbox.putBack([a2, a3], a1);
  expect(await claimOrdered()).toEqual(['a2']);
});

test('the attempt of a follower does not count until it is postponed or released', async () => {
  const { a2, a3 } = await claimLine();
  expect([a2.attempt, a3.attempt]).toEqual([1, 1]);
  expect(await database.unsettled(a2.id)).toMatchObject({ attempt: 0 });
  await inbox.postpone({ ...a2, delayMs: 0 });
  expect(await database.unsettled(a2.id)).toMatchObject({ attempt: 1, lease: null });
  await inbox.release([a3]);
  expect(await database.unsettled(a3.id)).toMatchObject({ attempt: 1, lease: null, in_turn: false });
});

test('the attempt of a follower counts when it is buried', async () => {
  const { a2 } = await claimLine();
  await inbox.bury({ ...a2, reason: 'termed' });
  const { rows } = await database.pool.query('select id, attempts from havoc_internal.dead_letter');
  expect(rows).toEqual([{ id: a2.id, attempts: 1 }]);
});

test('an envelope that had the turn when its lease ran out is claimed alone, and its followers later', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3'], conversation);
  const namesOf = async (maxAttempts = 20) =>
    (await inbox.claim(10, { ...CLAIM, ...ordered, followers: 5, maxAttempts })).map((head) =>
      [head, ...head.followers].map(({ name }) => name),
    );
  expect(await claimOrdered()).toEqual(['a1']);
  await runOut('a1');
  expect(await namesOf()).toEqual([['a1']]);
  await runOut('a1');
  expect(await namesOf(2)).toEqual([['a2', 'a3']]);
});

test('a line ends before an envelope with used-up attempts', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3', 'a4'], conversation);
  await database.pool.query("update havoc_internal.unsettled set attempt = 3 where name = 'a3'");
  const [a1] = await inbox.claim(1, { ...CLAIM, ...ordered, followers: 5, maxAttempts: 3 });
  expect(a1?.followers.map(({ name }) => name)).toEqual(['a2']);
  const lasts = a1?.followers ?? [];
  expect(await inbox.claimBehind(lasts, { ...ordered, limit: 5, maxAttempts: 3 })).toEqual([[]]);
});
