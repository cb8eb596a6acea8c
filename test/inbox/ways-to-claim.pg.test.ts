import { randomUUID } from 'node:crypto';
import type { ClaimOptions, NewEnvelope } from '../../src/inbox/index.js';
import { CLAIM, claimNames, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

const EXCEPT = { except: { kinds: ['command'], names: [] } };

const WAYS: [string, ClaimOptions][] = [
  ['in no order', CLAIM],
  ['past exceptions', { ...CLAIM, ...EXCEPT }],
  ['in order', { ...CLAIM, ...IN_ORDER }],
  ['in order past exceptions', { ...CLAIM, ...IN_ORDER, ...EXCEPT }],
  ['with another kind in order', { ...CLAIM, ordered: { kinds: ['shortcut'], names: [] } }],
];

const WHAT: [string, (name: string) => Partial<NewEnvelope>][] = [
  ['is due', () => ({})],
  ['is due in conversations', (name) => ({ orderKey: name })],
  ['ran out', () => ({ lease: randomUUID() })],
  ['ran out in conversations', (name) => ({ orderKey: name, lease: randomUUID() })],
  ['Slack waits for', () => ({ replyBy: new Date(Date.now() + 60_000) })],
];

describe.each(WAYS)('%s', (_, way) => {
  test.each(WHAT)('what %s is claimed once, up to the limit, and nobody waits', async (_, change) => {
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

  test.each(WHAT)(
    'where what %s has used up its attempts, the next is claimed in its place',
    async (_, change) => {
      const told: string[] = [];
      const inbox = database.open();
      inbox.onDead(({ name }) => told.push(name));
      await commitAll(inbox, ['a', 'b', 'c'], change);
      await database.passTime();
      await database.pool.query("update havoc_internal.unsettled set attempt = 20 where name in ('a', 'b')");
      expect(await claimNames(inbox, 2, way)).toEqual(['c']);
      expect(told.toSorted()).toEqual(['a', 'b']);
    },
  );
});
