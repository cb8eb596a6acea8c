import { until } from '../support/until.js';
import { openDispatcher } from './dispatcher-stage.js';
import { leasedEnvelope } from './leased-envelope.js';

/** Makes a promise that holds a claim up until the test opens it. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test.each([
  ['a claim that fills half of its limit', 5, true],
  ['a claim that fills less than half', 4, false],
])('%s decides if the dispatcher is behind', async (_case, count, isBehind) => {
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

test('is behind after a look without any credit', async () => {
  const { dispatcher, connect, limits, turns } = openDispatcher();
  const app = connect('event', { maxInFlight: 1 });
  dispatcher.look();
  await turns();
  expect(dispatcher.isBehind()).toBe(false);
  app.give(leasedEnvelope('in hand'), 0);
  dispatcher.look();
  await turns();
  expect(dispatcher.isBehind()).toBe(true);
  expect(limits()).toEqual([1]);
});

test('is behind after something was left in the inbox during a claim', async () => {
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

test('runs one more claim if something is reported due during a claim, never two at once', async () => {
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

test('claims again on the next look after a failed claim', async () => {
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

test('polls by itself, but not once it has stopped', async () => {
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

test('gives up an unreadable envelope, and delivers those claimed with it', async () => {
  const { dispatcher, connect, due, add, done, turns } = openDispatcher();
  connect('event');
  due.push(leasedEnvelope('unreadable', { payload: Buffer.from('') }));
  add(1);
  dispatcher.look();
  await turns();
  expect(done).toEqual(['gave up unreadable', 'dissolved behind lease unreadable', 'event 1 to event']);
});
