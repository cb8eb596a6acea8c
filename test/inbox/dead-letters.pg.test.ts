import { createDeadLetters } from '../../src/inbox/index.js';
import { CLAIM, claimOne, commitAll, envelope, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();
const dead = createDeadLetters(database.pool);

/** Makes dead letters with those names, oldest first. Resolves with their ids. */
async function bury(...names: string[]): Promise<string[]> {
  const ids = await commitAll(inbox, names, (name) => ({ teamId: name === 'stray' ? undefined : 'T1' }));
  for (const claimed of await inbox.claim(names.length, CLAIM)) {
    await inbox.bury({ ...claimed, reason: 'termed', error: `no ${claimed.name}` });
  }
  return ids;
}

const list = async (filter = {}) => (await dead.list(filter, { limit: 10 })).map(({ name }) => name);

test('lists and finds a dead letter with all its fields', async () => {
  const [id = ''] = await bury('a', 'b');
  const letter = {
    id,
    kind: 'event',
    name: 'a',
    teamId: 'T1',
    receivedAt: envelope().receivedAt,
    diedAt: expect.any(Date),
    attempts: 1,
    reason: 'termed',
    lastError: 'no a',
  };
  expect(await dead.list({}, { limit: 10 })).toEqual([expect.objectContaining({ name: 'b' }), letter]);
  expect(await dead.find(id)).toEqual({ ...letter, payload: Buffer.from('a') });
  expect(await dead.find('999')).toBeUndefined();
});

test('keeps the error of an earlier attempt if the last gave none', async () => {
  await commitAll(inbox, ['a']);
  await inbox.postpone({ ...(await claimOne(inbox)), delayMs: 0, error: 'earlier' });
  await inbox.bury({ ...(await claimOne(inbox)), reason: 'attempts' });
  expect(await dead.list({}, { limit: 1 })).toMatchObject([
    { lastError: 'earlier', reason: 'attempts', attempts: 2 },
  ]);
});

test('has no error if none was ever given', async () => {
  const [id = ''] = await commitAll(inbox, ['a']);
  await inbox.bury({ ...(await claimOne(inbox)), reason: 'termed' });
  expect((await dead.find(id))?.lastError).toBeUndefined();
});

test('lists newest first, page by page', async () => {
  const [, b] = await bury('a', 'b', 'c');
  expect(await list()).toEqual(['c', 'b', 'a']);
  expect(await dead.list({}, { limit: 1, before: b })).toMatchObject([{ name: 'a' }]);
});

test.each([
  [{ name: 'a' }, ['a']],
  [{ kind: 'event' }, ['stray', 'b', 'a']],
  [{ kind: 'command' }, []],
  [{ teamId: 'T1' }, ['b', 'a']],
  [{ reason: 'termed', name: 'b' }, ['b']],
  [{ reason: 'attempts' }, []],
  [{ ids: ['1', '3'] }, ['stray', 'a']],
  [{ after: '1' }, ['stray', 'b']],
  [{ diedBefore: new Date(0) }, []],
  [{ diedBefore: new Date('2100-01-01') }, ['stray', 'b', 'a']],
])('lists those that match %j', async (filter, names) => {
  await bury('a', 'b', 'stray');
  expect(await list(filter)).toEqual(names);
});

test('makes a replayed dead letter claimable again, marked, at its first attempt', async () => {
  const [id = ''] = await bury('a');
  expect(await dead.replay({}, 10)).toEqual([id]);
  expect(await list()).toEqual([]);
  const claimed = await claimOne(inbox);
  expect(claimed).toMatchObject({ id, attempt: 1, replayed: true, payload: Buffer.from('a'), teamId: 'T1' });
  expect(await inbox.settle({ ...claimed, outcome: 'acked' })).toBe(true);
});

test('replays a dead letter that died again', async () => {
  const [id = ''] = await bury('a');
  for (const error of ['second', 'third']) {
    await dead.replay({ ids: [id] }, 1);
    await inbox.bury({ ...(await claimOne(inbox)), reason: 'attempts', error });
  }
  expect(await dead.list({}, { limit: 10 })).toMatchObject([{ id, attempts: 1, lastError: 'third' }]);
});

test('replays a dead letter whose day was dropped', async () => {
  await bury('a');
  await database.pool.query('truncate havoc_internal.envelope');
  await dead.replay({}, 1);
  expect((await claimOne(inbox)).payload).toEqual(Buffer.from('a'));
});

test('recognizes a retry of Slack for a dead or replayed envelope', async () => {
  await bury('a');
  const again = () => inbox.commit(envelope({ dedupeKey: 'a' }));
  expect(await again()).toEqual({ id: undefined });
  await dead.replay({}, 1);
  expect(await again()).toEqual({ id: undefined });
});

test('replays a dead letter only once if several replays run at once', async () => {
  const ids = await bury('a', 'b', 'c');
  const replayed = await Promise.all([1, 2, 3, 4].map(() => dead.replay({}, 10)));
  expect(replayed.flat().toSorted()).toEqual(ids);
  expect(await inbox.claim(10, CLAIM)).toHaveLength(3);
});

test('either replays or drops a dead letter if both run at once', async () => {
  const ids = await bury('a', 'b', 'c');
  const both = await Promise.all([dead.replay({}, 10), dead.drop({}, 10)]);
  expect(both.flat().toSorted()).toEqual(ids);
});

test('replays and drops up to the limit, oldest first', async () => {
  const [a, b] = await bury('a', 'b', 'c', 'd');
  expect(await dead.replay({}, 1)).toEqual([a]);
  expect(await dead.drop({ kind: 'event' }, 1)).toEqual([b]);
  expect(await list()).toEqual(['d', 'c']);
});

test('returns the ids of the dead letters that it replayed or dropped, in ascending order', async () => {
  const ids = await bury(...'abcdefghijkl');
  for (const id of [ids[0], ids[10]])
    await database.pool.query('update havoc_internal.dead_letter set kind = kind where id = $1', [id]);
  expect(await dead.replay({}, 10)).toEqual(ids.slice(0, 10));
  expect(await dead.drop({}, 10)).toEqual(ids.slice(10));
});
