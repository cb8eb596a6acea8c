import { randomUUID } from 'node:crypto';
import type { ClaimedEnvelope } from '../../src/inbox/index.js';
import { CLAIM, claimNames, claimOne, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

const ordered = IN_ORDER;
/** `a1` is of the conversation `a`; capitals are of none. */
const conversation = (name: string) => ({
  orderKey: name === name.toUpperCase() ? undefined : name.slice(0, 1),
});

const claimOrdered = (limit = 10) => claimNames(inbox, limit, ordered);

test('claims the first of each conversation, and what belongs to none', async () => {
  await commitAll(inbox, ['a1', 'a2', 'b1', 'X', 'b2', 'Y'], conversation);
  expect(await claimOrdered()).toEqual(['a1', 'b1', 'X', 'Y']);
  expect(await claimOrdered()).toEqual([]);
});

test('the next follows at once when the one before is settled', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3'], conversation);
  for (const name of ['a1', 'a2', 'a3']) {
    const [claimed, ...others] = await inbox.claim(10, { ...CLAIM, ...ordered });
    expect([claimed?.name, others]).toEqual([name, []]);
    await inbox.settle({ id: '', lease: '', ...claimed, outcome: 'acked' });
  }
});

test('the next follows at once when the one before is buried, parked or out of attempts', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3', 'a4'], conversation);
  await inbox
    .claim(4, { ...CLAIM, ...ordered })
    .then(([a1]) => inbox.bury({ id: '', lease: '', ...a1, reason: 'termed' }));
  const [a2, none] = await inbox.claim(4, { ...CLAIM, ...ordered });
  expect([a2?.name, none]).toEqual(['a2', undefined]);
  await inbox.park({ id: '', lease: '', attempt: 1, ...a2 }, 60_000);
  const a3 = await claimOne(inbox, ordered);
  expect(a3.name).toBe('a3');
  expect(await claimOrdered()).toEqual([]);
  await database.pool.query('update havoc_internal.unsettled set not_before = now() where id = $1', [a3.id]);
  expect(await claimNames(inbox, 4, { ...ordered, maxAttempts: 1 })).toEqual(['a4']);
});

test('what waits for its next attempt holds up its own conversation alone', async () => {
  await commitAll(inbox, ['a1', 'a2', 'b1', 'b2'], conversation);
  const [a1] = await inbox.claim(10, { ...CLAIM, ...ordered });
  await inbox.postpone({ id: '', lease: '', ...a1, delayMs: 60_000 });
  expect(await claimOrdered()).toEqual([]);
  await database.passTime();
  expect(await claimOrdered()).toEqual(['a1', 'b1']);
});

test('what was given back is still the first', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  await inbox.release([await claimOne(inbox, ordered)]);
  expect(await claimOrdered()).toEqual(['a1']);
});

test('what is leased to somebody else holds up what comes after it', async () => {
  const lease = randomUUID();
  const [id = ''] = await commitAll(inbox, ['a1'], () => ({ orderKey: 'a', lease }));
  await commitAll(inbox, ['a2'], conversation);
  expect(await claimOrdered()).toEqual([]);
  await inbox.settle({ id, lease, outcome: 'acked' });
  expect(await claimOrdered()).toEqual(['a2']);
});

test('once unparked, it holds up what comes after it again', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  await inbox.park(await claimOne(inbox, ordered), 60_000);
  await inbox.unpark();
  expect(await claimOrdered()).toEqual(['a1']);
});

test('one long conversation keeps nothing back from the others', async () => {
  const long = Array.from({ length: 700 }, (_, index) => `a${index}`);
  await Promise.all(long.map((name) => commitAll(inbox, [name], conversation)));
  await commitAll(inbox, ['b1', 'c1', 'X'], conversation);
  const claimed = [...(await claimOrdered(20)), ...(await claimOrdered(20))];
  expect(claimed).toEqual(expect.arrayContaining(['b1', 'c1', 'X']));
  expect(claimed).toHaveLength(4);
});

test('who asks for no order gets everything', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3'], conversation);
  await claimOrdered();
  await database.passTime();
  expect((await claimNames(inbox, 10)).toSorted()).toEqual(['a1', 'a2', 'a3']);
});

test('only what is of the kinds and names that are wanted in order is put in order', async () => {
  for (const kind of ['event', 'block_actions', 'shortcut'])
    for (const name of ['x', 'y'])
      await commitAll(inbox, [`${kind} ${name} 1`, `${kind} ${name} 2`], () => ({
        kind,
        name,
        orderKey: 'a',
      }));
  const ordered = { kinds: ['shortcut'], names: [{ kind: 'event', name: 'y' }] };
  expect(await claimNames(inbox, 20, { ordered })).toEqual([
    'event x 1',
    'event x 2',
    'block_actions x 1',
    'block_actions x 2',
    'block_actions y 1',
    'block_actions y 2',
  ]);
});

test('the next follows at once, though nobody was told that the one before is gone', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  expect(await claimOrdered()).toEqual(['a1']);
  await database.pool.query("delete from havoc_internal.unsettled where name = 'a1'");
  expect(await claimNames(database.open(), 10, ordered)).toEqual(['a2']);
});

test('what was parked and is back in the line holds up what comes after it', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3'], conversation);
  const a1 = await claimOne(inbox, ordered);
  await inbox.park(a1, 60_000);
  const a2 = await claimOne(inbox, ordered);
  expect(a2.name).toBe('a2');
  await inbox.park(a2, 60_000);
  await inbox.unpark();
  expect(await claimOrdered()).toEqual(['a1']);
  expect(await claimOrdered()).toEqual([]);
});

/** Claims the first of a conversation of five and two that follow it. */
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

test('a line is made longer by what comes next, and keeps the conversation to its end', async () => {
  const { a1, a2, a3 } = await claimLine();
  const [more = []] = await inbox.claimBehind([a3], { ...CLAIM, ...ordered, limit: 5 });
  expect(more.map(({ name }) => name)).toEqual(['a4', 'a5']);
  for (const one of [a1, a2, a3]) await inbox.settle({ ...one, outcome: 'acked' });
  await commitAll(inbox, ['a6'], conversation);
  expect(await claimOrdered()).toEqual([]);
  for (const one of more) await inbox.settle({ ...one, outcome: 'acked' });
  expect(await claimOrdered()).toEqual(['a6']);
});

test('of several lines, each is made longer by its own', async () => {
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
  ['is settled', ({ a3 }) => inbox.settle({ ...a3, outcome: 'acked' })],
  ['has run out', ({ a3 }) => runOut(a3.name)],
])('nothing comes behind a line whose last %s', async (_, end) => {
  const line = await claimLine();
  await end(line);
  expect(await inbox.claimBehind([line.a3], { ...CLAIM, ...ordered, limit: 5 })).toEqual([[]]);
});

test('a line is made longer up to what waits for another attempt', async () => {
  const { a3 } = await claimLine();
  await database.pool.query(
    "update havoc_internal.unsettled set not_before = now() + interval '1 min' where name = 'a4'",
  );
  expect(await inbox.claimBehind([a3], { ...CLAIM, ...ordered, limit: 5 })).toEqual([[]]);
});

test('a line that has run out begins again with its first, however few are asked for', async () => {
  await claimLine();
  for (const name of ['a3', 'a2', 'a1']) await runOut(name);
  await database.pool.query(
    "update havoc_internal.unsettled set not_before = not_before - interval '1 s' where name = 'a1'",
  );
  expect(await claimOrdered(1)).toEqual(['a1']);
});

test('what ran out, and waits for the last of its line to run out too, keeps nothing from being claimed', async () => {
  await claimLine();
  await commitAll(inbox, ['X'], conversation);
  expect(await claimOrdered(1)).toEqual(['X']);
  await runOut('a1');
  await database.pool.query(
    "update havoc_internal.unsettled set not_before = now() - interval '0.5 s' where name = 'X'",
  );
  expect(await claimOrdered(1)).toEqual(['X']);
});
