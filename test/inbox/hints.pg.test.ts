import { randomUUID } from 'node:crypto';
import { commit } from '../../src/inbox/commit.js';
import type { Conversation } from '../../src/inbox/hints.js';
import { settle } from '../../src/inbox/settle.js';
import { CLAIM, commitAll, envelope, IN_ORDER, LEASE_MS, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

/** The conversation's key in the database. */
async function keyOf(name: string): Promise<unknown> {
  const { rows } = await database.pool.query(
    'select order_key from havoc_internal.unsettled where name = $1',
    [name],
  );
  return rows[0]?.order_key;
}

test('a commit gives hints for the conversations of due envelopes, not of leased ones', async () => {
  const told: Conversation[] = [];
  const given = [
    envelope({ dedupeKey: '1', name: 'due', orderKey: 'a' }),
    envelope({ dedupeKey: '2', name: 'leased', orderKey: 'b', lease: randomUUID() }),
    envelope({ dedupeKey: '3', name: 'alone' }),
  ];
  await commit(database.pool, given, { leaseMs: LEASE_MS, onDue: (one) => told.push(one) });
  expect(told).toEqual([{ teamId: 'T1', orderKey: await keyOf('due') }]);
});

test('a settlement gives a hint only for a conversation whose turn has ended', async () => {
  const told: Conversation[] = [];
  await commitAll(inbox, ['a1', 'a2', 'X'], (name) => ({ orderKey: name === 'X' ? undefined : 'a' }));
  const orderKey = await keyOf('a1');
  const heads = await inbox.claim(2, { ...CLAIM, ...IN_ORDER, followers: 1 });
  const onFree = (one: Conversation) => told.push(one);
  await settle(database.pool, heads, { tableRows: 0, onFree });
  expect(told).toEqual([]);
  const lasts = heads.flatMap(({ followers }) => followers);
  await settle(database.pool, lasts, { tableRows: 0, onFree });
  expect(told).toEqual([{ teamId: 'T1', orderKey }]);
});
