import { randomUUID } from 'node:crypto';
import { CLAIM, claimNames, claimOne, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

/**
 * `a1` belongs to the conversation `a`. A name in capitals belongs to none. A name that ends with `!` is a
 * command.
 */
const ofName = (name: string) => ({
  orderKey: name === name.toUpperCase() ? undefined : name.slice(0, 1),
  kind: name.endsWith('!') ? 'command' : 'event',
});
const EXCEPT = { ...IN_ORDER, except: { kinds: ['command'], names: [] } };

test('leaves excepted envelopes in the inbox, which hold up those after them', async () => {
  await commitAll(inbox, ['a1!', 'a2', 'b1', 'b2!', 'X', 'Y!'], ofName);
  expect(await claimNames(inbox, 10, EXCEPT)).toEqual(['b1', 'X']);
  expect(await claimNames(inbox, 10, EXCEPT)).toEqual([]);
  expect(await claimNames(inbox, 10, IN_ORDER)).toEqual(['a1!', 'Y!']);
});

test('excepts single names', async () => {
  await commitAll(inbox, ['a1', 'b1', 'X', 'Y'], ofName);
  const names = ['a1', 'X'].map((name) => ({ kind: 'event', name }));
  expect(await claimNames(inbox, 10, { ...IN_ORDER, except: { kinds: [], names } })).toEqual(['b1', 'Y']);
});

test('a line ends before an excepted envelope', async () => {
  await commitAll(inbox, ['a1', 'a2', 'a3!', 'a4'], ofName);
  const [a1] = await inbox.claim(10, { ...CLAIM, ...EXCEPT, followers: 10 });
  expect([a1?.name, a1?.followers.map(({ name }) => name)]).toEqual(['a1', ['a2']]);
});

test('leaves excepted envelopes whose leases ran out in the inbox', async () => {
  await commitAll(inbox, ['a1!', 'X!'], (name) => ({ ...ofName(name), lease: randomUUID() }));
  await database.passTime();
  expect(await claimNames(inbox, 10, EXCEPT)).toEqual([]);
});

describe('envelopes with and without a conversation', () => {
  const conversations = ['a1', 'b1', 'c1', 'd1', 'e1', 'f1'];
  const alone = ['U', 'V', 'W', 'X', 'Y', 'Z'];
  const countAlone = (names: string[]) => names.filter((name) => alone.includes(name)).length;

  test.each([
    ['with exceptions', EXCEPT],
    ['without exceptions', IN_ORDER],
  ])('each sort gets half of a claim %s', async (_, options) => {
    await commitAll(inbox, [...conversations, ...alone], ofName);
    const names = await claimNames(inbox, 4, options);
    expect([names.length, countAlone(names)]).toEqual([4, 2]);
  });

  test('the two sorts alternate if the limit is 1', async () => {
    await commitAll(inbox, [...conversations, ...alone], ofName);
    const names: string[] = [];
    for (let turn = 0; turn < 4; turn++) names.push(...(await claimNames(inbox, 1, EXCEPT)));
    expect([names.length, countAlone(names)]).toEqual([4, 2]);
  });

  test.each([
    [conversations, ['U']],
    [['a1'], alone],
    [conversations, []],
    [[], alone],
  ])('%j and %j: one sort gets the room that the other leaves', async (some, others) => {
    await commitAll(inbox, [...some, ...others], ofName);
    const most = Math.min(5, some.length + others.length);
    expect(await claimNames(inbox, 5, EXCEPT)).toHaveLength(most);
  });

  test('followers do not take the room of envelopes without a conversation', async () => {
    await commitAll(inbox, ['a1', 'a2', 'a3', 'a4', ...alone], ofName);
    const heads = await inbox.claim(5, { ...CLAIM, ...EXCEPT, followers: 3 });
    const [a1] = heads.filter(({ name }) => name === 'a1');
    expect([heads.length, a1?.followers.length]).toEqual([5, 3]);
  });
});

test('lets other replicas claim an envelope in order 2 s after the wanted replica', async () => {
  await commitAll(inbox, ['a1', 'a2'], (name) => ({ ...ofName(name), wantedBy: randomUUID() }));
  expect(await claimNames(inbox, 10, IN_ORDER)).toEqual([]);
  await database.pool.query("update havoc_internal.unsettled set not_before = now() - interval '2 seconds'");
  expect(await claimOne(inbox, IN_ORDER)).toMatchObject({ name: 'a1' });
});

describe('if only some kinds are wanted in order', () => {
  const EVENTS = { ordered: { kinds: ['event'], names: [] } };

  test('claims first what Slack waits for, newest deadline first', async () => {
    const inSeconds: Record<string, number> = { 'b2!': 60, 'a3!': 120, 'a4!': -1 };
    await commitAll(inbox, ['a1', 'a2!', 'b2!', 'a3!', 'a4!'], (name) => {
      const seconds = inSeconds[name];
      const replyBy = seconds === undefined ? undefined : new Date(Date.now() + seconds * 1_000);
      return { ...ofName(name), replyBy };
    });
    expect(await claimNames(inbox, 3, EVENTS)).toEqual(['a3!', 'b2!', expect.stringMatching(/^a[124]/)]);
    expect((await claimNames(inbox, 10, EVENTS)).length).toBe(2);
  });

  test('claims the other kinds oldest first, up to the limit', async () => {
    await commitAll(inbox, ['a1!', 'a2!', 'b1!', 'b2!'], ofName);
    expect(await claimNames(inbox, 3, EVENTS)).toEqual(['a1!', 'a2!', 'b1!']);
    expect(await claimNames(inbox, 3, EVENTS)).toEqual(['b2!']);
  });

  test.each([
    ['kinds', { kinds: ['event'], names: [] }],
    ['names', { kinds: [], names: [{ kind: 'event', name: 'message' }] }],
  ])('finds the other kinds behind many older envelopes of the %s in order', async (_, selection) => {
    await commitAll(inbox, ['a1', 'a2', 'a3', 'a4', 'a5'], (name) => ({ ...ofName(name), name: 'message' }));
    await commitAll(inbox, ['a6!'], ofName);
    const claimed: string[] = [];
    for (let turn = 0; turn < 3; turn++)
      claimed.push(...(await claimNames(inbox, 1, { ordered: selection })));
    expect(claimed.toSorted()).toEqual(['a1', 'a6!']);
  });

  test('a line ends before an envelope of another kind', async () => {
    await commitAll(inbox, ['a1', 'a2', 'a3!', 'a4'], ofName);
    const heads = await inbox.claim(10, { ...CLAIM, ...EVENTS, followers: 10 });
    const found = heads.map(({ name, followers }) => [name, followers.map((one) => one.name)]);
    expect(found).toEqual([
      ['a1', ['a2']],
      ['a3!', []],
    ]);
  });
});
