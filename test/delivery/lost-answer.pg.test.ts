import type { Inbox } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { type App, connectTo, leaseOf, setUpStages } from './stage.js';

const stages = await setUpStages();

/** Loses the first answer of the database after the database has done the work. */
function losingFirst<Given, Out>(ask: (given: Given) => Promise<Out>): (given: Given) => Promise<Out> {
  let isLost = false;
  return async (given) => {
    const answer = await ask(given);
    if (isLost) return answer;
    isLost = true;
    throw new Error('timeout');
  };
}

async function withOne(inboxWith: (real: Inbox) => Partial<Inbox>, leaseMs = 30_000) {
  const stage = stages.open({ inboxWith, leaseMs });
  const app = connectTo(stage.room);
  const expected = stage.replies.expect();
  const replied = expected.within((await stage.arrive('a', 'command')) ?? '', 2_000);
  await until(() => app.got.length === 1);
  return { ...stage, app, lease: leaseOf(app.got[0]), replied };
}

type Settle = (app: App, lease: ReturnType<typeof leaseOf>) => Promise<void>;
const ENDS: [string, 'settle' | 'postpone' | 'bury', Settle, string][] = [
  ['an ack', 'settle', (app, lease) => app.ack(lease), 'command acked'],
  ['a nak', 'postpone', (app, lease) => app.nak(lease, { delayMs: 60_000 }), 'command naked'],
  ['a term', 'bury', (app, lease) => app.term(lease, {}), 'command termed'],
];

test.each(ENDS)(
  '%s succeeds if the database wrote it but the answer was lost',
  async (_, verb, settle, noted) => {
    const { app, lease, metered } = await withOne((real) => ({
      [verb]: losingFirst<never, boolean>(real[verb]),
    }));
    await settle(app, lease);
    expect(metered).toContain(noted);
    expect(metered).not.toContain('command lost');
  },
);

test('an ack whose answer was lost still ends the wait of the request', async () => {
  const { app, lease, replied } = await withOne(({ settle }) => ({ settle: losingFirst(settle) }));
  await app.ack(lease);
  expect(await replied).toEqual({ type: 'none' });
});

test('a retry after the lease ran out reports a lost lease, because another replica may have ended it', async () => {
  const leaseMs = 500;
  let tries = 0;
  const { app, lease } = await withOne(
    () => ({
      async settle() {
        tries++;
        if (tries === 1) throw new Error('timeout');
        const begun = performance.now();
        await until(() => performance.now() > begun + leaseMs);
        return false;
      },
    }),
    leaseMs,
  );
  await expect(app.ack(lease)).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  expect(tries).toBe(2);
});

test('an extension that comes after the ack of its lease does not reject, and the ack counts', async () => {
  let settled = () => {};
  const settling = new Promise<void>((resolve) => {
    settled = resolve;
  });
  const { app, lease, metered } = await withOne(({ settle, extend }) => ({
    async settle(settlement) {
      const isOurs = await settle(settlement);
      settled();
      return isOurs;
    },
    extend: (given) => settling.then(() => extend(given)),
  }));
  const extended = app.extend(lease);
  await app.ack(lease);
  expect(await extended).toBeUndefined();
  expect(metered).toEqual(['command handed over 1', 'command acked']);
});
