import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import { connectTo, leaseOf, NEVER_MS, type Stage, setUpStages } from './stage.js';

const { open, pool, unsettled } = await setUpStages({ pollMs: NEVER_MS });

/** Delivers an envelope once, and makes it due again without a report to the room. */
async function makeDue(stage: Stage, app: ReturnType<typeof connectTo>): Promise<void> {
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  await app.nak(leaseOf(app.got[0]), { delayMs: NEVER_MS });
  await pool.query('update havoc_internal.unsettled set not_before = now()');
}

test('delivers what was made due outside the room once that is reported', async () => {
  const stage = open();
  const app = connectTo(stage.room);
  await makeDue(stage, app);
  stage.room.wake();
  await until(() => app.got.length === 2);
});

test('other replicas, too, deliver what was made due outside the room', async () => {
  const fleet = createFakeFleet();
  const [here, there] = [open({ fleet: fleet.join() }), open({ fleet: fleet.join() })];
  const app = connectTo(there.room);
  await makeDue(there, app);
  here.room.wake();
  await until(() => app.got.length === 2);
});

test('serves an app even if parked envelopes cannot be made due', async () => {
  const stage = open({ inboxWith: () => ({ unpark: () => Promise.reject(new Error('away')) }) });
  await stage.commit('a');
  await until(async () => (await unsettled()) === 1);
  const app = connectTo(stage.room);
  await until(() => app.got.length === 1);
});

test('reports the competing subscribers, and what each handles', async () => {
  const { room } = open();
  const handles = [{ kind: 'command' }];
  const carrier = { deliver() {}, closing() {}, end() {} };
  const web = room.subscribe({ name: 'web', handles }, carrier);
  room.subscribe({ name: 'worker', handles: [{ kind: 'event' }] }, carrier);
  await web.drain([]);
  expect(room.declared()).toEqual([{ name: 'worker', handles: [{ kind: 'event' }] }]);
  expect(room.counts()).toEqual({ apps: 2, inFlight: 0, held: 0 });
});
