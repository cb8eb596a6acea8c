import type { Delivery } from '../../src/gen/havoc/v1/events.js';
import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import { connectTo, leaseOf, setUpStages } from './stage.js';

const stages = await setUpStages();
const open = (fleet = createFakeFleet()) => stages.open({ fleet: fleet.join() });
const leases = (got: Delivery[]) => got.map(({ lease = '' }) => lease);

test('a draining app gets no more deliveries, and settles what it has in hand', async () => {
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

test('deliveries on their way to a draining app go to another app, without counting an attempt', async () => {
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

test('an envelope held for a draining app goes to another app, even if the draining one settles', async () => {
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

test('if no other app is connected here, another replica gets all envelopes', async () => {
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

test('if no other app is connected at all, envelopes wait for the next one', async () => {
  const stage = open();
  const leaving = connectTo(stage.room);
  await leaving.drain([]);
  await stage.arrive('early');
  const late = connectTo(stage.room);
  await until(() => late.got.length === 1);
  expect(stage.metered).not.toContain('event unhandled');
});

test('a draining app counts as connected until it disconnects, and a stop waits for it', async () => {
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
