import { until } from '../support/until.js';
import { LEASE, openSettling } from './settling-stage.js';

const LOST = expect.objectContaining({
  code: 'inbox.lease_lost',
  kind: 'failed_precondition',
  fields: { id: LEASE.id },
});
const isLost = async () => false;

test('refuses and counts the settlement of a lost lease, and keeps its reply open', async () => {
  for (const verb of ['ack', 'nak', 'term'] as const) {
    const { settling, subscriber, done, metered, dueIn } = openSettling({
      inbox: { settle: isLost, postpone: isLost, bury: isLost },
    });
    await expect(settling[verb](LEASE, {})).rejects.toEqual(LOST);
    expect(metered).toEqual(['lost']);
    expect(dueIn).toEqual([]);
    expect(done).toEqual(['freed', 'ending']);
    expect(subscriber.inFlight()).toEqual([]);
  }
});

test('does not place the follower if the lease is lost', async () => {
  const { settling, done } = openSettling({
    nextId: '2',
    inbox: { settleBefore: async () => ({ isOurs: false, isNextFirst: true }) },
  });
  await expect(settling.ack(LEASE)).rejects.toEqual(LOST);
  expect(done).toEqual(['ending']);
});

test('refuses a lease with the id of another envelope', async () => {
  const { settling, subscriber, done } = openSettling({ inbox: { settle: isLost, extend: isLost } });
  const other = { ...LEASE, id: '2' };
  await expect(settling.ack(other)).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  await expect(settling.extend(other)).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  await expect(settling.reply(other, Buffer.from('{}'))).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  expect(subscriber.find(LEASE.lease)).toMatchObject({ isEnding: false, replying: undefined });
  expect(done).toEqual([]);
});

test('settles a lease from an earlier stream of the app as long as it lasts', async () => {
  const { settling, subscriber, done, metered, written } = openSettling();
  subscriber.takeBack(LEASE.lease);
  await settling.extend(LEASE);
  await settling.ack(LEASE);
  expect({ done, metered, written }).toEqual({
    done: ['extended', 'settled'],
    metered: [],
    written: [LEASE, { ...LEASE, outcome: 'acked' }],
  });
});

test('a nak of a lease from an earlier stream has the delay of a first attempt', async () => {
  const { settling, subscriber, written } = openSettling();
  subscriber.takeBack(LEASE.lease);
  await settling.nak(LEASE, {});
  const [{ delayMs } = { delayMs: 0 }] = written as { delayMs: number }[];
  expect(delayMs).toBeGreaterThanOrEqual(500);
  expect(delayMs).toBeLessThanOrEqual(1_000);
});

test('tries to settle a lease from an earlier stream only once', async () => {
  let tries = 0;
  const settle = () => (++tries > 1 ? Promise.resolve(true) : Promise.reject(new Error('away')));
  const { settling, subscriber } = openSettling({ inbox: { settle } });
  subscriber.takeBack(LEASE.lease);
  await expect(settling.ack(LEASE)).rejects.toThrow('away');
  expect(tries).toBe(1);
});

test('ends an attempt only once if it is taken back while its settlement is written', async () => {
  const { settling, subscriber, done } = openSettling({
    inbox: {
      async settle() {
        subscriber.takeBack(LEASE.lease);
        return true;
      },
    },
  });
  await settling.ack(LEASE);
  expect(done).toEqual(['freed', 'no reply']);
});

test('retries a failed settlement after growing pauses', async () => {
  const tries: number[] = [];
  const settle = async () => {
    tries.push(performance.now());
    if (tries.length < 3) throw new Error('away');
    return true;
  };
  const { settling, metered } = openSettling({ inbox: { settle } });
  await settling.ack(LEASE);
  const [first = 0, second = 0, third = 0] = tries;
  expect(second - first).toBeGreaterThan(20);
  expect(third - second).toBeGreaterThan(40);
  expect(metered).toEqual(['acked']);
});

test('retries a settlement only as long as the lease lasts', async () => {
  let tries = 0;
  const settle = async () => {
    tries++;
    throw new Error('away');
  };
  const { settling } = openSettling({ leftMs: 20, inbox: { settle } });
  await expect(settling.ack(LEASE)).rejects.toThrow('away');
  expect(tries).toBe(1);
});

test('refuses to extend a lost lease, and frees its credit', async () => {
  const { settling, subscriber, done } = openSettling({ inbox: { extend: isLost } });
  await expect(settling.extend(LEASE)).rejects.toEqual(LOST);
  expect(subscriber.inFlight()).toEqual([]);
  await expect(settling.extend(LEASE)).rejects.toEqual(LOST);
  expect(done).toEqual(['freed']);
});

test('accepts an extension that comes after the ack', async () => {
  let write = (_isOurs: boolean) => {};
  const writing = new Promise<boolean>((resolve) => {
    write = resolve;
  });
  const { settling, subscriber, metered } = openSettling({
    inbox: { settle: () => writing, extend: isLost },
  });
  const acked = settling.ack(LEASE);
  expect(await settling.extend(LEASE)).toBeUndefined();
  expect(subscriber.find(LEASE.lease)).toBeDefined();
  write(true);
  await acked;
  expect(metered).toEqual(['acked']);
});

test('an extended lease lasts for its full duration from the request on', async () => {
  let askedAt = 0;
  const { settling, subscriber } = openSettling({
    leftMs: 5,
    inbox: {
      async extend() {
        askedAt = performance.now();
        await until(() => performance.now() > askedAt);
        return true;
      },
    },
  });
  await settling.extend(LEASE);
  const { leaseUntil = 0 } = subscriber.find(LEASE.lease) ?? {};
  expect(leaseUntil).toBeLessThanOrEqual(askedAt + 30_000);
  expect(leaseUntil).toBeGreaterThan(askedAt + 29_000);
});
