import type { ClaimedEnvelope } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { claimOne, commitAll, envelope, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

test.each<[string, (claimed: ClaimedEnvelope) => Promise<unknown>]>([
  ['commit', () => inbox.commit(envelope())],
  ['settlement', (claimed) => inbox.settle({ ...claimed, outcome: 'acked' })],
  ['postponement', (claimed) => inbox.postpone({ ...claimed, delayMs: 0 })],
  ['burial', (claimed) => inbox.bury({ ...claimed, reason: 'termed' })],
])('becomes idle only when a %s is done', async (_, act) => {
  await commitAll(inbox, ['a']);
  const claimed = await claimOne(inbox);
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query('lock table havoc_internal.unsettled in share row exclusive mode');
    const acting = act(claimed);
    await until(database.isOneWaiting);
    let isIdle = false;
    const idle = inbox.idle().then(() => {
      isIdle = true;
    });
    // If `idle` waits for nothing, it resolves within this turn of the event loop.
    await new Promise(setImmediate);
    expect(isIdle).toBe(false);
    await client.query('commit');
    await Promise.all([acting, idle]);
  } finally {
    client.release();
  }
});
