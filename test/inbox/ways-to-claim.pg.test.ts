import { randomUUID } from 'node:crypto';
import type { ClaimOptions, NewEnvelope } from '../../src/inbox/index.js';
import { CLAIM, claimNames, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

const EXCEPT = { except: { kinds: ['command'], names: [] } };

const WAYS: [string, ClaimOptions][] = [
  ['without order', CLAIM],
  ['with exceptions', { ...CLAIM, ...EXCEPT }],
  ['in order', { ...CLAIM, ...IN_ORDER }],
  ['in order with exceptions', { ...CLAIM, ...IN_ORDER, ...EXCEPT }],
  ['with another kind in order', { ...CLAIM, ordered: { kinds: ['shortcut'], names: [] } }],
];

const WHAT: [string, (name: string) => Partial<NewEnvelope>][] = [
  ['due envelopes', () => ({})],
  ['due envelopes in conversations', (name) => ({ orderKey: name })],
  ['envelopes whose leases ran out', () => ({ lease: randomUUID() })],
  ['envelopes in conversations whose leases ran out', (name) => ({ orderKey: name, lease: randomUUID() })],
  ['envelopes that Slack waits for', () => ({ replyBy: new Date(Date.now() + 60_000) })],
];

describe.each(WAYS)('%s', (_, way) => {
  test.each(WHAT)('claims %s once, up to the limit, without waiting for another claim', async (_, change) => {
    await commitAll(inbox, ['a', 'b', 'c'], change);
    await database.passTime();
    const other = await database.begin();
    const first = await claimNames(other.inbox, 2, way);
    expect(first).toHaveLength(2);
    const second = await claimNames(inbox, 10, way);
    await other.commit();
    // The first claim may have locked one more than it took.
    const third = await claimNames(inbox, 10, way);
    expect([...first, ...second, ...third].toSorted()).toEqual(['a', 'b', 'c']);
    expect(await claimNames(inbox, 10, way)).toEqual([]);
  });

  test.each(WHAT)('claims the next of %s in place of those with used-up attempts', async (_, change) => {
    const told: string[] = [];
    const inbox = database.open();
    inbox.onDead(({ name }) => told.push(name));
    await commitAll(inbox, ['a', 'b', 'c'], change);
    await database.passTime();
    await database.pool.query("update havoc_internal.unsettled set attempt = 20 where name in ('a', 'b')");
    expect(await claimNames(inbox, 2, way)).toEqual(['c']);
    expect(told.toSorted()).toEqual(['a', 'b']);
  });
});
