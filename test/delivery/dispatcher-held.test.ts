import { LEASE_MS, openDispatcher } from './dispatcher-stage.js';
import { attemptAt, leasedEnvelope } from './leased-envelope.js';

/** Opens a dispatcher with one app at its limit, and an attempt held for it that was leased `agoMs` ago. */
async function openHolding(options: Parameters<typeof openDispatcher>[0] & { agoMs?: number } = {}) {
  const stage = openDispatcher(options);
  const busy = stage.connect('event', { maxInFlight: 1 });
  busy.give(leasedEnvelope('in hand'), 0);
  const held = attemptAt(leasedEnvelope('held'), { leasedAt: performance.now() - (options.agoMs ?? 0) });
  await stage.dispatcher.place(held);
  expect(stage.held.size()).toBe(1);
  async function look() {
    stage.dispatcher.look();
    await stage.turns();
  }
  return { ...stage, busy, look };
}

const HALF_MS = LEASE_MS / 2;

test('hands a held attempt over as soon as its app has credit', async () => {
  const { dispatcher, busy, done, held } = await openHolding();
  dispatcher.freed(busy);
  expect(held.size()).toBe(1);
  busy.takeBack('lease in hand');
  dispatcher.freed(busy);
  expect(held.size()).toBe(0);
  expect(done).toContain('held to event');
});

test('does not hand a held attempt to a retired app, or to one that does not handle it', async () => {
  const { dispatcher, subscribers, busy, connect, held } = await openHolding();
  dispatcher.freed(connect('command'));
  subscribers.remove(busy);
  busy.takeBack('lease in hand');
  dispatcher.freed(busy);
  expect(held.size()).toBe(1);
});

test('offers held attempts before it claims more', async () => {
  const { busy, add, done, look } = await openHolding();
  busy.takeBack('lease in hand');
  add(1);
  await look();
  expect(done).toEqual(['held to event']);
});

test.each<[string, { agoMs: number; isThere?: boolean }, string[]]>([
  ['young', { agoMs: HALF_MS - 1_000 }, []],
  ['half a lease old', { agoMs: HALF_MS + 10 }, ['put back held', 'dissolved behind lease held']],
  ['young, and another replica handles it', { agoMs: 0, isThere: true }, []],
  [
    'half a second old, and another replica handles it',
    { agoMs: 510, isThere: true },
    ['aside held', 'dissolved behind lease held'],
  ],
])(
  'a round keeps or removes a held attempt that is %s',
  async (_case, { agoMs, isThere = false }, expected) => {
    const { done, held, look } = await openHolding({ agoMs, isHandledThere: () => isThere });
    await look();
    expect(done).toEqual(expected);
    expect(held.size()).toBe(expected.length === 0 ? 1 : 0);
  },
);

test('is behind until an attempt that was put back can be claimed', async () => {
  const { dispatcher, connect, onClaim, look } = await openHolding();
  connect('command');
  await look();
  const seen = [dispatcher.isBehind()];
  await dispatcher.place(attemptAt(leasedEnvelope('old'), { leasedAt: performance.now() - HALF_MS - 10 }));
  onClaim(async () => void seen.push(dispatcher.isBehind()));
  await look();
  expect(seen).toEqual([false, true]);
});

test('sets a held attempt aside if no subscriber handles it any more', async () => {
  const { subscribers, busy, done, look } = await openHolding();
  subscribers.remove(busy);
  await look();
  expect(done).toEqual(['aside held', 'dissolved behind lease held']);
});

test('sets a held attempt aside if only silent apps handle it here and another replica handles it', async () => {
  let isThere = false;
  const { busy, done, look } = await openHolding({ isHandledThere: () => isThere });
  busy.fallSilent();
  await look();
  expect(done).toEqual([]);
  isThere = true;
  await look();
  expect(done).toEqual(['aside held', 'dissolved behind lease held']);
});

test('sets an attempt that no subscriber handles aside at once', async () => {
  const { dispatcher, done } = openDispatcher();
  await dispatcher.place(attemptAt(leasedEnvelope('1')));
  expect(done).toEqual(['aside 1', 'dissolved behind lease 1']);
});

test('keeps the followers of a claimed envelope behind it', async () => {
  const { dispatcher, connect, lines, add, done, turns } = openDispatcher();
  connect('event');
  lines.set('event 1', [{ ...leasedEnvelope('2'), dedupeKey: '2' }]);
  add(1);
  dispatcher.look();
  await turns();
  expect(done).toEqual(['2 kept behind event 1', 'event 1 to event']);
});

test('places the follower of a settled envelope next', async () => {
  const { dispatcher, behind, connect, done, inTurn, turns } = openDispatcher();
  connect('event');
  behind.set('lease 1', leasedEnvelope('2'));
  behind.set('lease 2', leasedEnvelope('3', { payload: Buffer.from('') }));
  for (const lease of ['lease 1', 'lease 2', 'lease 3']) dispatcher.follow(lease);
  await turns();
  expect(done.toSorted()).toEqual(['2 to event', 'dissolved behind lease 3', 'gave up 3']);
  expect(inTurn).toEqual(['2']);
});

test('logs that an attempt could not be placed, and lets its lease run out', async () => {
  const { dispatcher, behind, logged, turns } = openDispatcher({
    setAside: () => Promise.reject(new Error('away')),
  });
  behind.set('lease 1', leasedEnvelope('2'));
  dispatcher.follow('lease 1');
  await turns();
  expect(logged).toEqual([expect.stringContaining('waits for its lease to run out')]);
  await expect(dispatcher.place(attemptAt(leasedEnvelope('3')))).rejects.toThrow('away');
});

test('looks when a subscriber is freed only while it is behind', async () => {
  const { dispatcher, connect, limits, turns } = openDispatcher();
  const app = connect('event');
  dispatcher.freed(app);
  await turns();
  expect(limits()).toEqual([100]);
  dispatcher.freed(app);
  await turns();
  expect(limits()).toEqual([100]);
  dispatcher.left();
  dispatcher.freed(app);
  await turns();
  expect(limits()).toHaveLength(2);
});

test('stops after the hand-overs, and gives held attempts back', async () => {
  const { dispatcher, busy, done, held } = await openHolding();
  await dispatcher.stop();
  expect(done).toEqual(['handed over', 'put back held', 'dissolved behind lease held', 'followers stopped']);
  expect([held.size(), dispatcher.isStopped()]).toEqual([0, true]);
  busy.takeBack('lease in hand');
  dispatcher.freed(busy);
  expect(done).toHaveLength(4);
});

test('stops even if held attempts cannot be given back', async () => {
  const { dispatcher, done } = await openHolding({ putBack: () => Promise.reject(new Error('away')) });
  await dispatcher.stop();
  expect(done).toEqual(['handed over', 'put back held', 'followers stopped']);
});

test('puts back an attempt that is placed after it has stopped', async () => {
  const { dispatcher, connect, done } = openDispatcher();
  connect('event');
  await dispatcher.stop();
  done.length = 0;
  await dispatcher.place(attemptAt(leasedEnvelope('1')));
  expect(done).toEqual(['put back 1', 'dissolved behind lease 1']);
});

test('stops only after claimed attempts without a local subscriber are set aside', async () => {
  let setAside = () => {};
  const isAside = new Promise<void>((resolve) => {
    setAside = resolve;
  });
  const { dispatcher, connect, add, done, turns } = openDispatcher({ setAside: () => isAside });
  connect('event');
  add(1, 'command');
  dispatcher.look();
  await turns();
  const stopped = dispatcher.stop();
  await turns();
  expect(done).toEqual([]);
  setAside();
  await stopped;
  expect(done).toEqual(['dissolved behind lease command 1', 'handed over', 'followers stopped']);
});

test('stops only after the claim under way, and hands its envelopes over', async () => {
  const { dispatcher, connect, add, onClaim, done, turns } = openDispatcher();
  connect('event');
  add(1);
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  onClaim(() => finished);
  dispatcher.look();
  await turns();
  const stopped = dispatcher.stop();
  await turns();
  expect(done).toEqual([]);
  finish();
  await stopped;
  expect(done).toEqual(['event 1 to event', 'handed over', 'followers stopped']);
  expect(dispatcher.isStopped()).toBe(true);
});
