import { createSettling } from '../../src/delivery/settling.js';
import { createSubscriber } from '../../src/delivery/subscriber.js';
import { createLogger } from '../../src/log/index.js';

const LEASE = { id: '1', lease: '6b1c2f9e-54a1-4d07-9a43-0a5f4c1d2e3f' };

/** An app that has a command in hand, and what was done with it, in that order. */
function openSettling({ nextId }: { nextId?: string } = {}) {
  const done: string[] = [];
  let arrive: (isInTime: boolean) => void = () => undefined;
  let lose: (failure: Error) => void = () => undefined;
  const arriving = new Promise<boolean>((resolve, reject) => {
    arrive = resolve;
    lose = reject;
  });
  const subscriber = createSubscriber({ handles: [{ kind: '*' }] }, () => undefined);
  const envelope = {
    ...LEASE,
    kind: 'command',
    name: '/poll',
    teamId: 'T1',
    orderKey: undefined,
    payload: Buffer.from('{}'),
    receivedAt: new Date(),
    replyBy: new Date(Date.now() + 2_500),
    parkedMs: undefined,
    attempt: 1,
    origin: undefined,
    replayed: false,
  };
  subscriber.give(envelope, performance.now() + 30_000);
  const write = (what: string) => async () => {
    done.push(what);
    return true;
  };
  const settling = createSettling({
    inbox: {
      leaseMs: 30_000,
      settle: write('settled'),
      settleBefore: async () => ({ isOurs: await write('settled')(), isNextFirst: true }),
      postpone: write('postponed'),
      bury: write('buried'),
      extend: write('extended'),
    },
    replies: {
      async reply() {
        const isInTime = await arriving;
        done.push('replied');
        return isInTime;
      },
      settled: () => undefined,
    },
    meter: { handedOver() {}, ended() {}, died() {}, unhandled() {} },
    log: createLogger({ level: 'silent' }),
    subscriber,
    followers: { next: () => nextId },
    due: { in() {} },
    maxAttempts: 20,
    onHeard() {},
    onFreed: () => void done.push('freed'),
    onEnding: (_, isNextFirst) => void (isNextFirst && done.push('next')),
  });
  return { settling, done, arrive, lose };
}

test.each([
  ['ack', 'settled'],
  ['term', 'buried'],
  ['nak', 'postponed'],
] as const)('a reply on its way is there before the %s is written down', async (verb, written) => {
  const { settling, done, arrive } = openSettling();
  const replied = settling.reply(LEASE, Buffer.from('{}'));
  const ended = settling[verb](LEASE, { delayMs: 0 });
  await new Promise(setImmediate);
  expect(done).toEqual(['freed']);
  arrive(true);
  await Promise.all([replied, ended]);
  expect(done).toEqual(['freed', 'replied', written]);
});

test('a reply that failed does not keep the ack from being written down', async () => {
  const { settling, done, lose } = openSettling();
  const replied = settling.reply(LEASE, Buffer.from('{}'));
  const acked = settling.ack(LEASE);
  lose(new Error('the other replica is gone'));
  await expect(replied).rejects.toThrow('the other replica is gone');
  await acked;
  expect(done).toEqual(['freed', 'settled']);
});

test('what waits behind it takes its place, and nobody else does', async () => {
  const { settling, done } = openSettling({ nextId: '2' });
  await settling.ack(LEASE);
  expect(done).toEqual(['settled', 'next']);
});
