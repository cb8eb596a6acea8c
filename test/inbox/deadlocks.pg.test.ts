import { openDatabase } from '../../src/db/index.js';
import { type ClaimedEnvelope, createDeadLetters } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { CLAIM, claimNames, claimOne, commitAll, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();
const dead = createDeadLetters(database.pool);

/**
 * Runs the work while a transaction holds a first lock. The transaction takes a second lock once the work
 * waits.
 */
async function between<T>(first: string, second: string, work: () => Promise<T>): Promise<T> {
  const { pool, close } = openDatabase({ url: database.url, poolSize: 1 });
  const client = await pool.connect();
  try {
    await client.query('begin');
    // This side waits longer, so the other side of the deadlock is always the one that fails.
    await client.query("set local deadlock_timeout = '1 min'");
    await client.query(first);
    const working = work();
    // It may fail before anything awaits it.
    working.catch(() => undefined);
    await until(database.isOneWaiting);
    await client.query(second);
    await client.query('commit');
    return await working;
  } finally {
    client.release();
    await close();
  }
}

const lockTable = (table: string) => `lock table havoc_internal.${table} in access exclusive mode`;
const lockRow = (name: string) => `select from havoc_internal.unsettled where name = '${name}' for update`;

/**
 * Each statement runs once before, because a prepared statement takes its locks in another order than a new
 * one.
 */
const VERBS: Record<string, () => Promise<() => Promise<unknown>>> = {
  async commit() {
    await commitAll(inbox, ['before']);
    return async () => (await commitAll(inbox, ['meanwhile'])).every(Boolean);
  },
  async bury() {
    await commitAll(inbox, ['before', 'meanwhile']);
    await inbox.bury({ ...(await claimOne(inbox)), reason: 'termed' });
    const meanwhile = await claimOne(inbox);
    return () => inbox.bury({ ...meanwhile, reason: 'termed' });
  },
  async replay() {
    await commitAll(inbox, ['before', 'meanwhile']);
    for (const one of await inbox.claim(2, CLAIM)) await inbox.bury({ ...one, reason: 'termed' });
    await dead.replay({ name: 'before' }, 1);
    return async () => (await dead.replay({}, 1)).length === 1;
  },
};

test.each([
  ['commit', 'envelope', 'unsettled'],
  ['commit', 'unsettled', 'envelope'],
  ['bury', 'dead_letter', 'unsettled'],
  ['bury', 'unsettled', 'dead_letter'],
  ['replay', 'dead_letter', 'unsettled'],
  ['replay', 'unsettled', 'dead_letter'],
])('a %s succeeds after a migration that locks %s and then %s', async (verb, first, second) => {
  const act = await VERBS[verb]?.();
  expect(await between(lockTable(first), lockTable(second), async () => act?.())).toBe(true);
});

test.each<[string, (both: ClaimedEnvelope[]) => Promise<unknown[]>]>([
  ['settled', (both) => Promise.all(both.map((one) => inbox.settle({ ...one, outcome: 'acked' })))],
  ['extended', (both) => Promise.all(both.map((one) => inbox.extend(one)))],
  ['given back', (both) => inbox.release(both).then(() => [true, true])],
])('two envelopes are %s although another statement locks them in the opposite order', async (_, act) => {
  await commitAll(inbox, ['a', 'b']);
  const both = await inbox.claim(2, CLAIM);
  expect(await between(lockRow('b'), lockRow('a'), () => act(both))).toEqual([true, true]);
});

test('two envelopes are unparked although another statement locks them in the opposite order', async () => {
  await commitAll(inbox, ['a', 'b']);
  for (const one of await inbox.claim(2, CLAIM)) await inbox.park(one, 60_000);
  await between(lockRow('b'), lockRow('a'), () => inbox.unpark());
  expect(await claimNames(inbox, 2)).toEqual(['a', 'b']);
});
