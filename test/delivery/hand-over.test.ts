import type { FindContext } from '../../src/delivery/attempt.js';
import { createHandOver, type HandOverOptions } from '../../src/delivery/hand-over.js';
import { createSubscriber } from '../../src/delivery/subscriber.js';
import { attemptAt, leasedEnvelope } from './leased-envelope.js';

const findContext: FindContext = async () => ({
  installation: {},
  team: undefined,
  enterprise: undefined,
  user: undefined,
  channel: undefined,
  bot: undefined,
});
const LEASE_MS = 30_000;
const OLD_MS = LEASE_MS / 4 + 1_000;

function open(options: Partial<HandOverOptions> & { isOurs?: boolean } = {}) {
  const done: string[] = [];
  const subscriber = createSubscriber({ handles: [{ kind: '*' }] }, () => undefined);
  const handOver = createHandOver({
    inbox: {
      leaseMs: LEASE_MS,
      async extend({ id }) {
        done.push(`${id} extended`);
        return options.isOurs ?? true;
      },
      async putBack(attempts) {
        done.push(`${attempts.map(({ id }) => id)} put back`);
      },
    },
    wantsOrder: () => true,
    due: { back: async (work) => void (await work) },
    async learn({ id }) {
      await new Promise(setImmediate);
      done.push(`${id} learned`);
    },
    findContext,
    deliver: (_, { envelope }) => void done.push(`${envelope.id} delivered`),
    unprepared: { failed: async ({ id }, failure) => void done.push(`${id} failed: ${failure}`) },
    meter: {
      handedOver: (kind, waitedMs, attempt) =>
        void done.push(`${kind} metered after ${Math.round(waitedMs / 60_000)} min, attempt ${attempt}`),
      ended() {},
      died() {},
      unhandled() {},
    },
    ...options,
  });
  return { handOver, subscriber, done };
}

const METERED = 'event metered after 0 min, attempt 1';
const inOrder = (id: string) => leasedEnvelope(id, { orderKey: 'C1' });
const ago = (ms: number) => ({ leasedAt: performance.now() - ms });

test('takes the credit at once, then learns, delivers and records the delay', async () => {
  const { handOver, subscriber, done } = open();
  const receivedAt = new Date(Date.now() - 120_000);
  const leasedAt = performance.now();
  handOver.start(subscriber, attemptAt(leasedEnvelope('1', { receivedAt, attempt: 3 }), { leasedAt }));
  expect(subscriber.find('lease 1')).toMatchObject({
    leaseUntil: leasedAt + LEASE_MS,
    deliveredAt: undefined,
  });
  await handOver.idle();
  expect(done).toEqual(['1 learned', '1 delivered', 'event metered after 2 min, attempt 3']);
  expect(subscriber.find('lease 1')?.deliveredAt).toBeGreaterThanOrEqual(leasedAt);
});

test('renews a lease first if a quarter of it has passed', async () => {
  const { handOver, subscriber, done } = open();
  const before = performance.now();
  handOver.start(subscriber, attemptAt(leasedEnvelope('1'), ago(OLD_MS)));
  await handOver.idle();
  expect(done).toEqual(['1 extended', '1 learned', '1 delivered', METERED]);
  expect(subscriber.find('lease 1')?.leaseUntil).toBeGreaterThanOrEqual(before + LEASE_MS);
});

test('does not deliver an attempt whose lease was lost while it was held', async () => {
  const { handOver, subscriber, done } = open({ isOurs: false });
  handOver.start(subscriber, attemptAt(leasedEnvelope('1'), ago(OLD_MS)));
  await handOver.idle();
  expect(done).toEqual(['1 extended']);
  expect(subscriber.inFlight()).toEqual([]);
});

test.each<[string, (subscriber: ReturnType<typeof open>['subscriber']) => void]>([
  ['ran out', (subscriber) => subscriber.renewed('lease 1', performance.now() - 1)],
  ['was taken back', (subscriber) => void subscriber.takeBack('lease 1')],
])('does not deliver an attempt whose lease %s while its context was looked for', async (_case, end) => {
  const { handOver, subscriber, done } = open({
    findContext: (...given) => {
      end(subscriber);
      return findContext(...given);
    },
  });
  handOver.start(subscriber, attemptAt(leasedEnvelope('1')));
  await handOver.idle();
  expect(done).toEqual(['1 learned']);
});

test('puts back an attempt that must wait for its turn, and takes no credit', async () => {
  const { handOver, subscriber, done } = open();
  handOver.start(subscriber, attemptAt(inOrder('1')));
  expect(subscriber.inFlight()).toEqual([]);
  await handOver.idle();
  expect(done).toEqual(['1 put back']);
});

test.each([
  ['that has the turn', attemptAt(inOrder('1'), { isInTurn: true }), true],
  ['that belongs to no conversation', attemptAt(leasedEnvelope('1')), true],
  ['that no subscriber wants in order', attemptAt(inOrder('1')), false],
])('delivers an attempt %s', async (_case, attempt, isWanted) => {
  const { handOver, subscriber, done } = open({ wantsOrder: () => isWanted });
  handOver.start(subscriber, { ...attempt, leasedAt: performance.now() });
  await handOver.idle();
  expect(done).toEqual(['1 learned', '1 delivered', METERED]);
});

test.each<[string, Partial<HandOverOptions>]>([
  ['its context cannot be found', { findContext: () => Promise.reject(new Error('no')) }],
  [
    'it cannot be carried',
    {
      deliver() {
        throw new Error('no');
      },
    },
  ],
])('gives the credit back if %s', async (_case, options) => {
  const { handOver, subscriber, done } = open(options);
  handOver.start(subscriber, attemptAt(leasedEnvelope('1')));
  await handOver.idle();
  expect(done).toEqual(['1 learned', '1 failed: Error: no']);
  expect(subscriber.inFlight()).toEqual([]);
});
