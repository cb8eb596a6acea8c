import type { ClaimedEnvelope, LeaseRef } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import {
  CLAIM,
  claimNames,
  claimOne,
  commitAll,
  IN_ORDER,
  setUpInbox,
  type Transaction,
} from './open-inbox.js';

const { database, inbox } = await setUpInbox();

/** `a1` belongs to the conversation `a`. */
const conversation = (name: string) => ({ orderKey: name.slice(0, 1) });

const claimOrdered = (limit = 10) => claimNames(inbox, limit, IN_ORDER);

const settle = (one: LeaseRef) => inbox.settle({ ...one, outcome: 'acked' });

/**
 * Commits `late`, which is invisible to others until its transaction ends. Then commits the others and claims
 * one.
 */
async function claimBeforeLate(
  late: string,
  ...others: string[]
): Promise<{ claimed: ClaimedEnvelope; transaction: Transaction }> {
  const transaction = await database.begin();
  await commitAll(transaction.inbox, [late], conversation);
  await commitAll(inbox, others, conversation);
  return { claimed: await claimOne(inbox, IN_ORDER), transaction };
}

/** Parks the first and claims the second. Then the first is due again. */
async function claimBeforeUnparked(first: string, ...others: string[]): Promise<ClaimedEnvelope> {
  await commitAll(inbox, [first, ...others], conversation);
  await inbox.park(await claimOne(inbox, IN_ORDER), 60_000);
  const claimed = await claimOne(inbox, IN_ORDER);
  await inbox.unpark();
  return claimed;
}

test('an earlier envelope that is committed late waits for the one in hand, and is next', async () => {
  const { claimed: a2, transaction } = await claimBeforeLate('a1', 'a2', 'a3');
  expect(a2.name).toBe('a2');
  await transaction.commit();
  expect(await claimOrdered()).toEqual([]);
  await settle(a2);
  const [a1, ...others] = await inbox.claim(10, { ...CLAIM, ...IN_ORDER });
  expect([a1?.name, others]).toEqual(['a1', []]);
  await settle({ id: '', lease: '', ...a1 });
  expect(await claimOrdered()).toEqual(['a3']);
});

test('an unparked envelope waits for the one in hand, and is next', async () => {
  const a2 = await claimBeforeUnparked('a1', 'a2', 'a3');
  expect(a2.name).toBe('a2');
  expect(await claimOrdered()).toEqual([]);
  await settle(a2);
  expect(await claimOrdered()).toEqual(['a1']);
});

test('an envelope whose parking time is over waits for the one in hand', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  await inbox.park(await claimOne(inbox, IN_ORDER), 60_000);
  const a2 = await claimOne(inbox, IN_ORDER);
  await database.pool.query("update havoc_internal.unsettled set not_before = now() where name = 'a1'");
  expect(await claimOrdered()).toEqual([]);
  await settle(a2);
  expect(await claimOrdered()).toEqual(['a1']);
});

test('an earlier envelope still waits for the one in hand after its lease is extended', async () => {
  const a2 = await claimBeforeUnparked('a1', 'a2');
  await inbox.extend(a2);
  expect(await claimOrdered()).toEqual([]);
});

test.each<[string, (later: ClaimedEnvelope) => Promise<unknown>]>([
  ['postponed', (later) => inbox.postpone({ ...later, delayMs: 3_600_000 })],
  ['released', (later) => inbox.release([later])],
  ['put back', (later) => inbox.putBack([later])],
  ['redirected', (later) => inbox.redirect([later], '00000000-0000-4000-8000-000000000001')],
  ['parked', (later) => inbox.park(later, 3_600_000)],
])('an envelope that waits for a later one is due at once when the later one is %s', async (_, giveBack) => {
  const a2 = await claimBeforeUnparked('a1', 'a2', 'a3');
  expect(await claimOrdered()).toEqual([]);
  await giveBack(a2);
  expect(await claimOrdered()).toEqual(['a1']);
  expect(await claimOrdered()).toEqual([]);
});

test('an envelope waits for a postponed one before it', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  const a1 = await claimOne(inbox, IN_ORDER);
  await inbox.postpone({ ...a1, delayMs: 3_600_000 });
  expect(await claimOrdered()).toEqual([]);
  await runOut('a1');
  expect(await claimOrdered()).toEqual(['a1']);
});

const runOut = (name: string) =>
  database.pool.query('update havoc_internal.unsettled set not_before = now() where name = $1', [name]);

test.each([
  ['a claim looked at', true],
  ['no claim looked at', false],
])(
  'once the lease of the later envelope runs out, an earlier one that %s before is next, and the lease is lost',
  async (_, isLookedAt) => {
    const a2 = await claimBeforeUnparked('a1', 'a2', 'a3');
    const before = isLookedAt ? await claimOrdered() : [];
    await runOut('a2');
    const [a1, ...others] = await inbox.claim(10, { ...CLAIM, ...IN_ORDER });
    expect([before, a1?.name, others]).toEqual([[], 'a1', []]);
    expect(await inbox.extend(a2)).toBe(false);
    expect(await settle(a2)).toBe(false);
    await settle({ id: '', lease: '', ...a1 });
    expect(await claimOrdered()).toEqual(['a2']);
  },
);

test('a lease that ran out can be extended as long as no earlier envelope waits', async () => {
  await commitAll(inbox, ['a1', 'a2'], conversation);
  const a1 = await claimOne(inbox, IN_ORDER);
  await runOut('a1');
  expect(await inbox.extend(a1)).toBe(true);
  expect(await claimOrdered()).toEqual([]);
});

test('of two claims at once that see different envelopes, only one gets the conversation', async () => {
  const { transaction: late } = await claimBeforeLate('a1', 'b1');
  await commitAll(inbox, ['a2'], conversation);
  const blind = await database.begin();
  const [a2] = await blind.inbox.claim(10, { ...CLAIM, ...IN_ORDER });
  expect(a2?.name).toBe('a2');
  await late.commit();
  const seeing = claimOrdered();
  await until(database.isOneWaiting);
  await blind.commit();
  expect(await seeing).toEqual([]);
  await settle({ id: '', lease: '', ...a2 });
  expect(await claimOrdered()).toEqual(['a1']);
});

test('a conversation that waits for its envelope in hand does not hold up other conversations', async () => {
  const { claimed: a9, transaction } = await claimBeforeLate('a1', 'a9');
  await transaction.commit();
  await commitAll(inbox, ['b1', 'c1'], conversation);
  expect([a9.name, await claimOrdered(1), await claimOrdered(1)]).toEqual(['a9', ['b1'], ['c1']]);
});

test('an envelope that no subscriber wants in order does not hold up an earlier one', async () => {
  const ofKind = (kind: string) => () => ({ kind, orderKey: 'a' });
  const selection = { ordered: { kinds: ['event'], names: [] } };
  const late = await database.begin();
  await commitAll(late.inbox, ['in order'], ofKind('event'));
  await commitAll(inbox, ['in no order'], ofKind('block_actions'));
  expect(await claimNames(inbox, 10, selection)).toEqual(['in no order']);
  await late.commit();
  expect(await claimNames(inbox, 10, selection)).toEqual(['in order']);
});
