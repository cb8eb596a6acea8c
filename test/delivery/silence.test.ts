import { createSilence } from '../../src/delivery/silence.js';
import { createSubscriber, type Subscriber } from '../../src/delivery/subscriber.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

const LEASE_MS = 30_000;

/** One subscriber that last said something at that time, and a record of what happens to it. */
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

/** Gives it an attempt that was delivered `agoMs` ago (never if absent), and whose lease lasts `leftMs` more. */
function give(subscriber: Subscriber, id: string, { agoMs, leftMs }: { agoMs?: number; leftMs: number }) {
  const now = performance.now();
  subscriber.give(leasedEnvelope(id), now + leftMs);
  if (agoMs !== undefined) subscriber.delivered(`lease ${id}`, now - agoMs);
}

const GONE = ['lease 1 back', 'expired', 'freed'];
const HALF_MS = LEASE_MS / 2;

test.each([
  [
    'it said nothing for half a lease',
    { heardAgoMs: HALF_MS, agoMs: HALF_MS, leftMs: 0 },
    ['silent', ...GONE],
  ],
  ['it said something since', { heardAgoMs: HALF_MS - 1_000, agoMs: LEASE_MS, leftMs: 0 }, GONE],
  ['it was given it only then', { heardAgoMs: LEASE_MS, agoMs: HALF_MS - 1_000, leftMs: 0 }, GONE],
  ['it was never given it', { heardAgoMs: LEASE_MS, leftMs: 0 }, GONE],
  ['the lease still lasts', { heardAgoMs: LEASE_MS, agoMs: LEASE_MS, leftMs: 1_000 }, []],
])('looks whether a lease ran out: %s', (_case, { heardAgoMs, ...given }, expected) => {
  const { subscriber, silence, done } = open({ heardAgoMs });
  give(subscriber, '1', given);
  silence.look();
  expect(done).toEqual(expected);
});

test('owes no word about what it has settled, while that is being written down', () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: 0 });
  subscriber.beginEnding('lease 1');
  silence.look();
  expect(done).toEqual(GONE);
});

test('a silent one is tried with one delivery, a lease after the last ran out', () => {
  const { subscriber, silence } = open({ heardAgoMs: LEASE_MS });
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: 0 });
  silence.look();
  expect(subscriber.credit()).toBe(0);
  subscriber.mayBeTried(performance.now());
  silence.look();
  expect(subscriber.credit()).toBe(1);
});

test('what it was tried with goes back as no attempt, a quarter of a lease before that ends', () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  subscriber.fallSilent();
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: LEASE_MS / 4 + 1_000 });
  silence.look();
  expect(done).toEqual([]);
  subscriber.renewed('lease 1', performance.now() + LEASE_MS / 4);
  silence.look();
  expect(done).toEqual(['no attempt: 1', ...GONE]);
});

test('what it had before it fell silent counts as attempts', () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  give(subscriber, '1', { agoMs: LEASE_MS, leftMs: 0 });
  subscriber.fallSilent();
  silence.look();
  expect(done).toEqual(GONE);
});

test('a probe that cannot be given back is taken back all the same, and that is said', async () => {
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
  ['was done', async () => {}],
  ['failed', () => Promise.reject(new Error('lost'))],
])('speaks again once what it said %s, and that is told once', async (_case, say) => {
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

test('one that speaks is no news', async () => {
  const { subscriber, silence, done } = open({ heardAgoMs: LEASE_MS });
  silence.heard(subscriber, Promise.resolve());
  await new Promise(setImmediate);
  expect(done).toEqual([]);
});
