import { until } from '../support/until.js';
import { openDispatcher } from './dispatcher-stage.js';
import { leasedEnvelope } from './leased-envelope.js';

test('claims as many as there is credit for, and nothing without credit', async () => {
  const { dispatcher, connect, add, limits, done, turns } = openDispatcher();
  add(5);
  connect('event', { maxInFlight: 3 });
  dispatcher.look();
  await turns();
  expect(done).toEqual(['event 1 to event', 'event 2 to event', 'event 3 to event']);
  expect(limits()).toEqual([3]);
  expect(dispatcher.isBehind()).toBe(true);
});

test('claims until a claim finds nothing', async () => {
  const { dispatcher, connect, add, limits, turns } = openDispatcher();
  add(5);
  connect('event');
  dispatcher.look();
  await turns();
  expect(limits()).toEqual([100, 95]);
});

test('never claims more than 500 at a time, or more than can be held', async () => {
  const { dispatcher, connect, limits, held, turns } = openDispatcher();
  connect('event', { maxInFlight: 10_000 });
  dispatcher.look();
  await turns();
  held.room = () => 13;
  dispatcher.look();
  await turns();
  expect(limits()).toEqual([500, 13]);
});

test('leaves credit for followers that come next', async () => {
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

test('claims more than there is credit for: as many more as end during a claim', async () => {
  const { dispatcher, connect, limits, onClaim, turns } = openDispatcher();
  const app = connect('event', { maxInFlight: 10 });
  dispatcher.look();
  await turns();
  for (let ended = 0; ended < 50; ended++) dispatcher.freed(app);
  const claimedUntil = performance.now() + 30;
  onClaim(() => until(() => performance.now() > claimedUntil));
  dispatcher.look();
  await until(() => limits().length === 2 && performance.now() > claimedUntil);
  await turns();
  dispatcher.look();
  await until(() => limits().length === 3);
  const [, second, third = 0] = limits();
  expect(second).toBe(10);
  expect(third).toBeGreaterThan(10);
  expect(third).toBeLessThanOrEqual(60);
  for (let at = 0; at < 10; at++) app.give(leasedEnvelope(`${at}`), 0);
  dispatcher.look();
  await turns();
  expect(limits()).toHaveLength(3);
});

test('claims unhandled envelopes in larger and larger batches', async () => {
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

test('claims only one at a time for a silent app, even after unhandled envelopes', async () => {
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

test('claims with the held exceptions, the ordered selection and the room for followers', async () => {
  const ordered = { kinds: ['event'], names: [] };
  const { dispatcher, connect, add, claims, held, inTurn, turns } = openDispatcher({
    ordered: () => ordered,
  });
  const enough = { kinds: ['command'], names: [] };
  held.enough = () => enough;
  connect('event');
  connect('shortcut');
  add(1, 'event');
  add(1, 'shortcut');
  dispatcher.look();
  await turns();
  expect(inTurn).toEqual(['event 1']);
  expect(claims.slice(0, 1)).toEqual([
    { limit: 200, except: enough, ordered, followers: 7, maxAttempts: 20 },
  ]);
});

test('waits a moment for more credit while it is behind and has little', async () => {
  const { dispatcher, connect, add, limits, turns } = openDispatcher();
  const app = connect('event');
  for (let at = 0; at < 99; at++) app.give(leasedEnvelope(`${at}`), 0);
  dispatcher.look();
  await new Promise(setImmediate);
  for (let at = 0; at < 9; at++) app.takeBack(`lease ${at}`);
  await until(() => limits().length === 1);
  expect(limits()).toEqual([10]);
  await turns();
  // It is no longer behind.
  add(1);
  dispatcher.look();
  await new Promise(setImmediate);
  expect(limits().slice(1, 2)).toEqual([10]);
});
