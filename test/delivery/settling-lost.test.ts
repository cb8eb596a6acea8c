import { until } from '../support/until.js';
import { LEASE, openSettling } from './settling-stage.js';

const LOST = expect.objectContaining({
  code: 'inbox.lease_lost',
  kind: 'failed_precondition',
  fields: { id: LEASE.id },
});
const isLost = async () => false;

test('a settlement of a lost lease is refused, counted as lost, and settles no reply', async () => {
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

test('where the lease is lost, what waits behind it does not come next', async () => {
  const { settling, done } = openSettling({
    nextId: '2',
    inbox: { settleBefore: async () => ({ isOurs: false, isNextFirst: true }) },
  });
  await expect(settling.ack(LEASE)).rejects.toEqual(LOST);
  expect(done).toEqual(['ending']);
});

test('the lease of one envelope ends no other', async () => {
  const { settling, subscriber, done } = openSettling({ inbox: { settle: isLost, extend: isLost } });
  const other = { ...LEASE, id: '2' };
  await expect(settling.ack(other)).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  await expect(settling.extend(other)).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  await expect(settling.reply(other, Buffer.from('{}'))).rejects.toMatchObject({ code: 'inbox.lease_lost' });
  expect(subscriber.find(LEASE.lease)).toMatchObject({ isEnding: false, replying: undefined });
  expect(done).toEqual([]);
});

test('a lease from an earlier stream of the app settles as long as it lasts', async () => {
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

test('a nak of such a lease comes again as after a first attempt', async () => {
  const { settling, subscriber, written } = openSettling();
  subscriber.takeBack(LEASE.lease);
  await settling.nak(LEASE, {});
  const [{ delayMs } = { delayMs: 0 }] = written as { delayMs: number }[];
  expect(delayMs).toBeGreaterThanOrEqual(500);
  expect(delayMs).toBeLessThanOrEqual(1_000);
});

test('a settlement of such a lease is tried once', async () => {
  let tries = 0;
  const settle = () => (++tries > 1 ? Promise.resolve(true) : Promise.reject(new Error('away')));
  const { settling, subscriber } = openSettling({ inbox: { settle } });
  subscriber.takeBack(LEASE.lease);
  await expect(settling.ack(LEASE)).rejects.toThrow('away');
  expect(tries).toBe(1);
});

test('what was taken out of its hands while its end is written down is not ended a second time', async () => {
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

test('a settlement that failed is tried again after a moment', async () => {
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

test('a settlement is tried again only as long as the lease lasts', async () => {
  let tries = 0;
  const settle = async () => {
    tries++;
    throw new Error('away');
  };
  const { settling } = openSettling({ leftMs: 20, inbox: { settle } });
  await expect(settling.ack(LEASE)).rejects.toThrow('away');
  expect(tries).toBe(1);
});

test('an extension of a lost lease is refused, and its credit is free', async () => {
  const { settling, subscriber, done } = openSettling({ inbox: { extend: isLost } });
  await expect(settling.extend(LEASE)).rejects.toEqual(LOST);
  expect(subscriber.inFlight()).toEqual([]);
  await expect(settling.extend(LEASE)).rejects.toEqual(LOST);
  expect(done).toEqual(['freed']);
});

test('an extension that the ack was quicker than is no lost lease', async () => {
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

test('an extended lease lasts for a whole one from when that was asked for', async () => {
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
