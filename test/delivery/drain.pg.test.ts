import type { Delivery } from '../../src/gen/havoc/v1/events.js';
import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import { connectTo, leaseOf, setUpStages } from './stage.js';

const stages = await setUpStages();
const open = (fleet = createFakeFleet()) => stages.open({ fleet: fleet.join() });
const leases = (got: Delivery[]) => got.map(({ lease = '' }) => lease);

test('an app that takes no more is given no more, and settles what it has in hand', async () => {
  const stage = open();
  const leaving = connectTo(stage.room);
  await stage.arrive('in hand');
  await until(() => leaving.got.length === 1);
  await leaving.drain(leases(leaving.got));
  const staying = connectTo(stage.room);
  for (let at = 0; at < 10; at++) await stage.arrive(`later ${at}`, at % 2 ? 'command' : 'event');
  await until(() => staying.got.length === 10);
  expect(leaving.got).toHaveLength(1);
  await leaving.ack(leaseOf(leaving.got[0]));
  expect(stage.metered).toContain('event acked');
});

test('what was on its way to it goes to another one at once, and that was no attempt', async () => {
  const stage = open();
  const leaving = connectTo(stage.room);
  for (let at = 0; at < 3; at++) await stage.arrive(`${at}`);
  await until(() => leaving.got.length === 3);
  const staying = connectTo(stage.room);
  await leaving.drain(leases(leaving.got.slice(0, 1)));
  await until(() => staying.got.length === 2);
  expect(staying.got.map(({ id }) => id).sort()).toEqual(
    leaving.got
      .slice(1)
      .map(({ id }) => id)
      .sort(),
  );
  expect(staying.got.map(({ attempt }) => attempt)).toEqual([1, 1]);
});

test('what waited for it while it was busy goes to another one, though it settles what it has', async () => {
  const stage = open();
  const leaving = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('in hand', 'command');
  await until(() => leaving.got.length === 1);
  await stage.arrive('waits', 'command');
  await until(() => stage.room.counts().held === 1);
  const drained = leaving.drain(leases(leaving.got));
  await Promise.all([drained, leaving.ack(leaseOf(leaving.got[0]))]);
  expect(leaving.got).toHaveLength(1);
  const staying = connectTo(stage.room);
  await until(() => staying.got.length === 1);
});

test('with nobody else here, another replica has all that comes', async () => {
  const fleet = createFakeFleet();
  const [here, there] = [open(fleet), open(fleet)];
  const leaving = connectTo(here.room);
  await here.arrive('in hand');
  await here.arrive('on its way');
  await until(() => leaving.got.length === 2);
  const staying = connectTo(there.room);
  await leaving.drain(leases(leaving.got.slice(0, 1)));
  await here.arrive('command', 'command');
  await until(() => staying.got.length === 2);
  expect(leaving.got).toHaveLength(2);
});

test('with nobody at all, it waits for who comes', async () => {
  const stage = open();
  const leaving = connectTo(stage.room);
  await leaving.drain([]);
  await stage.arrive('early');
  const late = connectTo(stage.room);
  await until(() => late.got.length === 1);
  expect(stage.metered).not.toContain('event unhandled');
});

test('until it is gone it counts as connected, and a stop waits for it', async () => {
  const stage = open();
  const leaving = connectTo(stage.room);
  await stage.arrive('in hand');
  await until(() => leaving.got.length === 1);
  await leaving.drain(leases(leaving.got));
  expect(stage.room.counts()).toMatchObject({ apps: 1, inFlight: 1 });
  const stopping = stage.room.stop(10_000);
  await leaving.ack(leaseOf(leaving.got[0]));
  await stopping;
  expect(stage.metered).toContain('event acked');
  await leaving.close();
  expect(stage.room.counts()).toMatchObject({ apps: 0 });
});
