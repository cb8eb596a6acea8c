import { createSubscriber } from '../../src/delivery/subscriber.js';
import { createSubscription } from '../../src/delivery/subscription.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

interface Around {
  orderKey?: string;
  wantsOrder?: boolean;
  isBehind?: boolean;
  /** The id of the follower of the attempt in hand. */
  nextId?: string;
}

/** Opens an app with one attempt in hand, and records what then happens in the rest of the room. */
function open({ orderKey, wantsOrder = false, isBehind = false, nextId }: Around = {}) {
  const done: string[] = [];
  const subscriber = createSubscriber({ handles: [{ kind: '*' }] }, () => undefined);
  subscriber.give(leasedEnvelope('1', { orderKey }), performance.now() + 30_000);
  const isOurs = async () => true;
  const subscription = createSubscription(subscriber, {
    inbox: {
      leaseMs: 30_000,
      settle: isOurs,
      settleBefore: async () => ({ isOurs: true, isNextFirst: true }),
      postpone: isOurs,
      bury: isOurs,
      extend: isOurs,
    },
    replies: { reply: isOurs, settled() {} },
    meter: { handedOver() {}, ended() {}, died() {}, unhandled() {} },
    log: createLogger({ level: 'silent' }),
    maxAttempts: 20,
    subscribers: { wantsOrder: () => wantsOrder },
    connections: {
      retire: async (_, inHand) => void done.push(`retired with ${[...inHand]}`),
      disconnect: async (_, settling) => {
        await settling.settled();
        done.push('disconnected');
      },
    },
    silence: { heard: () => void done.push('heard') },
    dispatcher: {
      freed: () => void done.push('freed'),
      follow: (lease) => void done.push(`follow ${lease}`),
      isBehind: () => isBehind,
    },
    followers: { next: () => nextId },
    due: { in() {}, now: () => void done.push('look') },
  });
  return { subscription, subscriber, done };
}

const LEASE = { id: '1', lease: 'lease 1' };

test.each<[string, Around, string[]]>([
  ['nothing else', {}, ['freed', 'heard']],
  ['older work in the inbox', { isBehind: true }, ['freed', 'heard', 'look']],
  ['a conversation that is kept in order', { orderKey: 'C1', wantsOrder: true }, ['freed', 'heard', 'look']],
  ['a conversation that no app wants in order', { orderKey: 'C1' }, ['freed', 'heard']],
  ['an app that wants order, and no conversation', { wantsOrder: true }, ['freed', 'heard']],
  ['a follower behind it', { nextId: '2', isBehind: true }, ['heard', 'follow lease 1']],
])('after an ack, reports to the room what can come next: %s', async (_case, around, expected) => {
  const { subscription, done } = open(around);
  await subscription.ack(LEASE);
  expect(done).toEqual(expected);
});

test('drain passes on the leases in hand, and close waits for settlements under way', async () => {
  const { subscription, subscriber, done } = open();
  expect(subscription.id).toBe(subscriber.id);
  await subscription.drain(['lease 1', 'lease 2']);
  void subscription.ack(LEASE);
  await subscription.close();
  expect(done).toEqual(['retired with lease 1,lease 2', 'freed', 'heard', 'disconnected']);
  expect(subscriber.inFlight()).toEqual([]);
});
