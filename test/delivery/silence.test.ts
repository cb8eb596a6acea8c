import { createSilence } from '../../src/delivery/silence.js';
import { createSubscriber, type Subscriber } from '../../src/delivery/subscriber.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

const LEASE_MS = 30_000;

/** Opens one subscriber that last said something `heardAgoMs` ago, and records what happens to it. */
function open({ heardAgoMs, putBack }: { heardAgoMs: number; putBack?: () => Promise<void> }) {
  const done: string[] = [];
  const lines: string[] = [];
  const subscriber = createSubscriber(
    { handles: [{ kind: '*' }] },
    (lease) => void done.push(`${lease} back`),
  );
  const silence = createSilence({
    connected: () => [subscriber],
    leaseMs: LEASE_MS,
    meter: { handedOver() {}, died() {}, unhandled() {}, ended: (_, outcome) => void done.push(outcome) },
    log: createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } }),
    putBack: async (attempts) => {
      done.push(`no attempt: ${attempts.map(({ id }) => id)}`);
      await putBack?.();
    },
    onFreed: () => void done.push('freed'),
    onChange: () => void done.push(subscriber.isSilent() ? 'silent' : 'speaks'),
  });
  subscriber.heard(performance.now() - heardAgoMs);
  return { subscriber, silence, done, lines };
}

/**
 * Gives it an attempt that was delivered `agoMs` ago (never if absent), and whose lease lasts `leftMs` more.
 */
function give(subscriber: Subscriber, id: string, { agoMs, leftMs }: { agoMs?: number; leftMs: number }) {
  const now = performance.now();
  subscriber.give(leasedEnvelope(id), now + leftMs);
  if (agoMs !== undefined) subscriber.delivered(`lease ${id}`, now - agoMs);
}

const GONE = ['lease 1 back', 'expired', 'freed'];
const HALF_MS = LEASE_MS / 2;

test.each([
  [
    'the app said nothing for half a lease',
    { heardAgoMs: HALF_MS, agoMs: HALF_MS, leftMs: 0 },
    ['silent', ...GONE],
  ],
  ['the app said something since', { heardAgoMs: HALF_MS - 1_000, agoMs: LEASE_MS, leftMs: 0 }, GONE],
  [
    'the app got the delivery only recently',
    { heardAgoMs: LEASE_MS, agoMs: HALF_MS - 1_000, leftMs: 0 },
    GONE,
  ],
  ['the app never got the delivery', { heardAgoMs: LEASE_MS, leftMs: 0 }, GONE],
  ['the lease still lasts', { heardAgoMs: LEASE_MS, agoMs: LEASE_MS, leftMs: 1_000 }, []],
])('checks a lease: %s', (_case, { heardAgoMs, ...given }, expected) => {
  const { subscriber, silence, done } = open({ heardAgoMs });
  give(subscriber, '1', given);
  silence.look();
  expect(done).toEqual(expected);
});

test('an app does not fall silent because of an attempt whose settlement is being written', () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: 0 });
  subscriber.beginEnding('lease 1');
  silence.look();
  expect(done).toEqual(GONE);
});

test('a silent app may get one probe, one lease duration after the last lease ran out', () => {
  const { subscriber, silence } = open({ heardAgoMs: LEASE_MS });
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: 0 });
  silence.look();
  expect(subscriber.credit()).toBe(0);
  subscriber.mayBeTried(performance.now());
  silence.look();
  expect(subscriber.credit()).toBe(1);
});

test('puts a probe back without counting an attempt, a quarter of a lease before its end', () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  subscriber.fallSilent();
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: LEASE_MS / 4 + 1_000 });
  silence.look();
  expect(done).toEqual([]);
  subscriber.renewed('lease 1', performance.now() + LEASE_MS / 4);
  silence.look();
  expect(done).toEqual(['no attempt: 1', ...GONE]);
});

test('deliveries from before the silence count as attempts', () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: 0 });
  subscriber.fallSilent();
  silence.look();
  expect(done).toEqual(GONE);
});

test('takes a probe back even if it cannot be put back, and logs that', async () => {
  const { subscriber, silence, lines } = open({
    heardAgoMs: 0,
    putBack: () => Promise.reject(new Error('away')),
  });
  subscriber.fallSilent();
  give(subscriber, '1', { leftMs: 0 });
  silence.look();
  await new Promise(setImmediate);
  expect(subscriber.inFlight()).toEqual([]);
  expect(lines).toEqual([expect.stringContaining('could not give back')]);
});

test.each([
  ['succeeded', async () => {}],
  ['failed', () => Promise.reject(new Error('lost'))],
])('a silent app speaks again once its call %s, and that is reported once', async (_case, say) => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  subscriber.fallSilent();
  silence.heard(subscriber, say());
  silence.heard(subscriber, say());
  expect(subscriber.isSilent()).toBe(true);
  await new Promise(setImmediate);
  expect(subscriber.isSilent()).toBe(false);
  expect(performance.now() - subscriber.heardAt()).toBeLessThan(LEASE_MS);
  expect(done).toEqual(['speaks']);
});

test('reports nothing for a call of an app that is not silent', async () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  silence.heard(subscriber, Promise.resolve());
  await new Promise(setImmediate);
  expect(done).toEqual([]);
});
