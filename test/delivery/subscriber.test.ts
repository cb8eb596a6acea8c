import { createSubscriber, type Subscribe, type Subscriber } from '../../src/delivery/subscriber.js';
import { leasedEnvelope } from './leased-envelope.js';

const LONG_AGO = -1_000_000;
const FAR = 1_000_000_000;

function open(asked: Partial<Subscribe> = {}) {
  const takenBack: string[] = [];
  const subscriber = createSubscriber(
    { handles: [{ kind: '*' }], ...asked },
    (lease) => void takenBack.push(lease),
  );
  return { subscriber, takenBack };
}

const give = (subscriber: Subscriber, id: string, payload = Buffer.from('{}')) =>
  subscriber.give(leasedEnvelope(id, { payload }), FAR);

test.each([
  ['100 if not given', undefined, 100],
  ['1', 1, 1],
  ['10,000', 10_000, 10_000],
])('takes as many deliveries at a time as requested: %s', (_case, maxInFlight, credit) => {
  const { subscriber } = open(maxInFlight === undefined ? {} : { maxInFlight });
  expect(subscriber.credit()).toBe(credit);
  expect(subscriber.maxInFlight).toBe(credit);
});

test.each([0, -1, 10_001])('refuses a limit of %s deliveries at a time', (maxInFlight) => {
  expect(() => open({ maxInFlight })).toThrow(
    expect.objectContaining({ code: 'delivery.bad_credit', kind: 'invalid_argument' }),
  );
});

test.each([
  ['absent', undefined],
  ['empty', ''],
])('uses its id as its name if the name is %s', (_case, name) => {
  const { subscriber } = open(name === undefined ? {} : { name });
  expect(subscriber.name).toBe(subscriber.id);
  expect(open({ name: 'web' }).subscriber.name).toBe('web');
});

test('attempts in hand and reservations take credit until they end', () => {
  const { subscriber } = open({ maxInFlight: 3 });
  const release = subscriber.reserve();
  give(subscriber, '1');
  expect(subscriber.credit()).toBe(1);
  give(subscriber, '2');
  expect(subscriber.credit()).toBe(0);
  release();
  expect(subscriber.credit()).toBe(1);
  expect([subscriber.takeBack('lease 1'), subscriber.takeBack('lease 2')]).toEqual([true, true]);
  expect(subscriber.credit()).toBe(3);
});

test('has no credit while it has more in hand than its limit', () => {
  const { subscriber } = open({ maxInFlight: 1 });
  for (const id of ['1', '2', '3']) give(subscriber, id);
  expect(subscriber.credit()).toBe(0);
  subscriber.takeBack('lease 1');
  subscriber.takeBack('lease 2');
  expect(subscriber.credit()).toBe(0);
});

test('an attempt being settled takes no credit, and is counted once', () => {
  const { subscriber } = open({ maxInFlight: 2 });
  give(subscriber, '1');
  give(subscriber, '2');
  for (const lease of ['lease 1', 'lease 1', 'unknown lease']) subscriber.beginEnding(lease);
  expect(subscriber.credit()).toBe(1);
  expect(subscriber.inFlight().map(({ isEnding }) => isEnding)).toEqual([true, false]);
  subscriber.takeBack('lease 1');
  expect(subscriber.credit()).toBe(1);
  subscriber.takeBack('lease 2');
  expect(subscriber.credit()).toBe(2);
});

test('has at most four times its limit in hand, including settlements being written', () => {
  const { subscriber } = open({ maxInFlight: 1 });
  const credits = ['1', '2', '3', '4'].map((id) => {
    give(subscriber, id);
    subscriber.beginEnding(`lease ${id}`);
    return subscriber.credit();
  });
  expect(credits).toEqual([1, 1, 1, 0]);
});

test('takes an attempt back once, and reports it once', () => {
  const { subscriber, takenBack } = open();
  give(subscriber, '1');
  expect(subscriber.find('lease 1')?.envelope.id).toBe('1');
  expect([subscriber.takeBack('lease 1'), subscriber.takeBack('lease 1')]).toEqual([true, false]);
  expect(subscriber.find('lease 1')).toBeUndefined();
  expect(subscriber.inFlight()).toEqual([]);
  expect(takenBack).toEqual(['lease 1']);
});

test('has no credit with 64 MiB in hand', () => {
  const { subscriber } = open();
  const half = Buffer.alloc(32 * 1024 * 1024);
  give(subscriber, '1', half);
  expect(subscriber.credit()).toBe(99);
  give(subscriber, '2', half);
  expect(subscriber.credit()).toBe(0);
  subscriber.takeBack('lease 1');
  expect(subscriber.credit()).toBe(99);
});

test('while silent, has credit for one attempt from the given time on, and for none while it has another', () => {
  const { subscriber } = open();
  give(subscriber, '1');
  subscriber.mayBeTried(LONG_AGO);
  subscriber.fallSilent();
  expect(subscriber.isSilent()).toBe(true);
  expect(subscriber.credit()).toBe(0);
  subscriber.takeBack('lease 1');
  expect(subscriber.credit()).toBe(1);
  const release = subscriber.reserve();
  expect(subscriber.credit()).toBe(0);
  release();
  subscriber.mayBeTried(FAR);
  expect(subscriber.credit()).toBe(0);
  subscriber.speak();
  expect(subscriber.isSilent()).toBe(false);
  expect(subscriber.credit()).toBe(100);
});

test('only attempts given while silent are probes, until it says something', () => {
  const { subscriber } = open();
  const probes = () => subscriber.inFlight().map(({ isProbe }) => isProbe);
  give(subscriber, '1');
  subscriber.fallSilent();
  give(subscriber, '2');
  expect(probes()).toEqual([false, true]);
  subscriber.heard(7);
  expect(probes()).toEqual([false, false]);
  expect(subscriber.heardAt()).toBe(7);
  give(subscriber, '3');
  expect(probes()).toEqual([false, false, true]);
  subscriber.speak();
  expect(probes()).toEqual([false, false, false]);
});

test('records the delivery time, the lease and the reply of each attempt', () => {
  const { subscriber } = open();
  const replying = Promise.resolve(true);
  give(subscriber, '1');
  give(subscriber, '2');
  expect(subscriber.find('lease 1')).toMatchObject({ deliveredAt: undefined, replying: undefined });
  subscriber.delivered('lease 1', 5);
  subscriber.renewed('lease 1', FAR + 1);
  subscriber.replied('lease 1', replying);
  expect(subscriber.find('lease 1')).toMatchObject({ deliveredAt: 5, leaseUntil: FAR + 1, replying });
  expect(subscriber.find('lease 2')).toMatchObject({ deliveredAt: undefined, leaseUntil: FAR });
});
