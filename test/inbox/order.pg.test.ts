import { randomUUID } from 'node:crypto';
import { CLAIM, claimNames, claimOne, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

const ordered = IN_ORDER;
/** `a1` belongs to the conversation `a`. A name in capitals belongs to none. */
const conversation = (name: string) => ({
  orderKey: name === name.toUpperCase() ? undefined : name.slice(0, 1),
});

const claimOrdered = (limit = 10) => claimNames(inbox, limit, ordered);

test('claims the first envelope of each conversation, and those without a conversation', async () => {
  await commitAll(inbox, ['a1', 'a2', 'b1', 'X', 'b2', 'Y'], conversation);
  expect(await claimOrdered()).toEqual(['a1', 'b1', 'X', 'Y']);
  expect(await claimOrdered()).toEqual([]);
});

test('the next envelope is due at once when the one before it is settled', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3'], conversation);
  for (const name of ['a1', 'a2', 'a3']) {
    const [claimed, ...others] = await inbox.claim(10, { ...CLAIM, ...ordered });
    expect([claimed?.name, others]).toEqual([name, []]);
    await inbox.settle({ id: '', lease: '', ...claimed, outcome: 'acked' });
  }
});

test('the next envelope is due at once when the one before it is buried, parked or out of attempts', async () => {
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

test('an envelope that waits for its next attempt holds up only its own conversation', async () => {
  await commitAll(inbox, ['a1', 'a2', 'b1', 'b2'], conversation);
  const [a1] = await inbox.claim(10, { ...CLAIM, ...ordered });
  await inbox.postpone({ id: '', lease: '', ...a1, delayMs: 60_000 });
  expect(await claimOrdered()).toEqual([]);
  await database.passTime();
  expect(await claimOrdered()).toEqual(['a1', 'b1']);
});

test('an envelope that was given back is still the first', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  await inbox.release([await claimOne(inbox, ordered)]);
  expect(await claimOrdered()).toEqual(['a1']);
});

test('an envelope that was committed with a lease holds up those after it', async () => {
  const lease = randomUUID();
  const [id = ''] = await commitAll(inbox, ['a1'], () => ({ orderKey: 'a', lease }));
  await commitAll(inbox, ['a2'], conversation);
  expect(await claimOrdered()).toEqual([]);
  await inbox.settle({ id, lease, outcome: 'acked' });
  expect(await claimOrdered()).toEqual(['a2']);
});

test('an unparked envelope holds up those after it again', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  await inbox.park(await claimOne(inbox, ordered), 60_000);
  await inbox.unpark();
  expect(await claimOrdered()).toEqual(['a1']);
});

test('a long conversation does not hold up the others', async () => {
  const long = Array.from({ length: 700 }, (_, index) => `a${index}`);
  await Promise.all(long.map((name) => commitAll(inbox, [name], conversation)));
  await commitAll(inbox, ['b1', 'c1', 'X'], conversation);
  const claimed = [...(await claimOrdered(20)), ...(await claimOrdered(20))];
  expect(claimed).toEqual(expect.arrayContaining(['b1', 'c1', 'X']));
  expect(claimed).toHaveLength(4);
});

test('a claim without order gets all envelopes', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3'], conversation);
  await claimOrdered();
  await database.passTime();
  expect((await claimNames(inbox, 10)).toSorted()).toEqual(['a1', 'a2', 'a3']);
});

test('keeps only the selected kinds and names in order', async () => {
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

test('the next envelope is due at once when the row before it disappears without notice', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  expect(await claimOrdered()).toEqual(['a1']);
  await database.pool.query("delete from havoc_internal.unsettled where name = 'a1'");
  expect(await claimNames(database.open(), 10, ordered)).toEqual(['a2']);
});

test('two unparked envelopes come back in their order', async () => {
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
