import { until } from '../support/until.js';
import { openDispatcher } from './dispatcher-stage.js';
import { leasedEnvelope } from './leased-envelope.js';

/** A promise to hold a claim up with. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('claims as much as there is credit for, and nothing once there is none', async () => {
  const { dispatcher, connect, add, limits, done, turns } = openDispatcher();
  add(5);
  connect('event', { maxInFlight: 3 });
  dispatcher.look();
  await turns();
  expect(done).toEqual(['event 1 to event', 'event 2 to event', 'event 3 to event']);
  expect(limits()).toEqual([3]);
  expect(dispatcher.isBehind()).toBe(true);
});

test('claims until nothing more is found', async () => {
  const { dispatcher, connect, add, limits, turns } = openDispatcher();
  add(5);
  connect('event');
  dispatcher.look();
  await turns();
  expect(limits()).toEqual([100, 95]);
});

test('never claims more than 500 at a time, nor more than could be held', async () => {
  const { dispatcher, connect, limits, held, turns } = openDispatcher();
  connect('event', { maxInFlight: 10_000 });
  dispatcher.look();
  await turns();
  held.room = () => 13;
  dispatcher.look();
  await turns();
  expect(limits()).toEqual([500, 13]);
});

test('does not claim what will follow by itself', async () => {
  const { dispatcher, connect, limits, setSoon, turns } = openDispatcher();
  connect('event', { maxInFlight: 10 });
  setSoon(4);
  dispatcher.look();
  await turns();
  setSoon(11);
  dispatcher.look();
  await turns();
  expect(limits()).toEqual([6]);
});

test('what nobody handles is claimed in ever larger lots', async () => {
  const { dispatcher, connect, add, limits, done, turns } = openDispatcher();
  add(100, 'command');
  connect('event', { maxInFlight: 1 });
  dispatcher.look();
  await turns();
  expect(limits().slice(0, 6)).toEqual([1, 3, 7, 15, 31, 63]);
  expect(done.slice(0, 2)).toEqual(['aside command 1', 'dissolved behind lease command 1']);
  dispatcher.look();
  await turns();
  expect(limits().at(-1)).toBe(1);
});

test('a silent app is given one, though what nobody handles is cleared away', async () => {
  const { dispatcher, connect, add, limits, turns } = openDispatcher();
  add(20, 'command');
  const app = connect('event', { maxInFlight: 10 });
  dispatcher.look();
  await turns();
  app.fallSilent();
  add(3, 'command');
  dispatcher.look();
  await until(() => limits().length === 7);
  expect(limits()).toEqual([10, 30, 30, 1, 1, 1, 1]);
});

test('asks for what is not held enough, in order, with as many behind as may wait', async () => {
  const ordered = { kinds: ['event'], names: [] };
  const { dispatcher, connect, claims, held, turns } = openDispatcher({ ordered: () => ordered });
  const enough = { kinds: ['command'], names: [] };
  held.enough = () => enough;
  connect('event');
  dispatcher.look();
  await turns();
  expect(claims).toEqual([{ limit: 100, except: enough, ordered, followers: 7, maxAttempts: 20 }]);
});

test('waits a moment for more credit than a trickle while it is behind', async () => {
  const { dispatcher, connect, add, limits, turns } = openDispatcher();
  const app = connect('event');
  for (let at = 0; at < 99; at++) app.give(leasedEnvelope(`${at}`), 0);
  dispatcher.look();
  await new Promise(setImmediate);
  for (let at = 0; at < 9; at++) app.takeBack(`lease ${at}`);
  await until(() => limits().length === 1);
  expect(limits()).toEqual([10]);
  await turns();
  // It is behind no more.
  add(1);
  dispatcher.look();
  await new Promise(setImmediate);
  expect(limits().slice(1, 2)).toEqual([10]);
});

test.each([
  ['a claim that fills half of its limit', 5, true],
  ['a claim that fills less', 4, false],
])('%s may leave older work behind', async (_case, count, isBehind) => {
  const { dispatcher, connect, add, limits, onClaim, turns } = openDispatcher();
  const gate = createGate();
  connect('event', { maxInFlight: 10 });
  add(count);
  onClaim(async () => (limits().length > 1 ? gate.opened : undefined));
  dispatcher.look();
  await turns();
  expect(dispatcher.isBehind()).toBe(isBehind);
  gate.open();
});

test('what is left in the inbox during a claim is older than what comes next', async () => {
  const { dispatcher, connect, onClaim, turns } = openDispatcher();
  connect('event');
  onClaim(async () => dispatcher.left());
  dispatcher.look();
  await turns();
  expect(dispatcher.isBehind()).toBe(true);
  onClaim(async () => {});
  dispatcher.look();
  await turns();
  expect(dispatcher.isBehind()).toBe(false);
  dispatcher.left();
  expect(dispatcher.isBehind()).toBe(true);
});

test('what is said to be due during a claim is looked for in one more, never in two at once', async () => {
  const { dispatcher, connect, onClaim, limits, done, turns } = openDispatcher();
  const gate = createGate();
  connect('event');
  onClaim(() => gate.opened);
  dispatcher.look();
  await turns();
  for (let times = 0; times < 3; times++) dispatcher.look();
  expect(limits()).toHaveLength(1);
  gate.open();
  await turns();
  expect(limits()).toHaveLength(2);
  expect(done).toEqual([]);
});

test('a claim that fails is over, and the next one is not', async () => {
  const { dispatcher, connect, onClaim, limits, add, done, turns } = openDispatcher();
  connect('event');
  add(1);
  onClaim(() => Promise.reject(new Error('away')));
  dispatcher.look();
  dispatcher.look();
  await turns();
  expect(limits()).toHaveLength(1);
  onClaim(async () => {});
  dispatcher.look();
  await turns();
  expect(done).toEqual(['event 1 to event']);
});

test('looks by itself now and then, and no more once it has stopped', async () => {
  const { dispatcher, connect, limits } = openDispatcher({ pollMs: 5 });
  connect('event');
  await until(() => limits().length > 1);
  await dispatcher.stop();
  const before = limits().length;
  const later = performance.now() + 30;
  await until(() => performance.now() > later);
  dispatcher.look();
  expect(limits()).toHaveLength(before);
});

test('what cannot be read is given up, and what was claimed with it is delivered', async () => {
  const { dispatcher, connect, due, add, done, turns } = openDispatcher();
  connect('event');
  due.push(leasedEnvelope('unreadable', { payload: Buffer.from('') }));
  add(1);
  dispatcher.look();
  await turns();
  expect(done).toEqual(['gave up unreadable', 'dissolved behind lease unreadable', 'event 1 to event']);
});
