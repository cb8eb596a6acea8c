import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import { connectTo, findContext, leaseOf, type Stage, type StageOptions, setUpStages } from './stage.js';

const LEASE_MS = 1_000;

const stages = await setUpStages({ leaseMs: LEASE_MS });
let stage: Stage;
/** The number of subscribers in each declaration to the fleet. */
let declared: number[];

function open(options?: StageOptions): void {
  const fleet = createFakeFleet().join();
  declared = [];
  stage = stages.open({
    fleet: {
      ...fleet,
      declare(handles) {
        declared.push(handles.length);
        fleet.declare(handles);
      },
    },
    ...options,
  });
}

const isSilent = () => until(() => declared.at(-1) === 0);

test('a silent app gets no more deliveries until it says something', async () => {
  open();
  const app = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  await isSilent();
  const second = await stage.arrive('b');
  expect(app.got).toHaveLength(1);
  // No other app took it, so this ack still counts.
  await app.ack(leaseOf(app.got[0]));
  await until(() => app.got.length === 2);
  expect(app.got[1]).toMatchObject({ id: second, attempt: 1 });
});

test('a silent app with nothing in hand gets one delivery at a time until it settles one', async () => {
  open();
  let isBack = false;
  const app = connectTo(stage.room, {
    maxInFlight: 10,
    onDelivery: (delivery, self) => void (isBack && self.ack(leaseOf(delivery))),
  });
  for (const key of ['a', 'b', 'c']) await stage.arrive(key);
  await until(() => app.got.length === 3);
  await isSilent();
  const before = app.got.length;
  await until(() => app.got.length === before + 1);
  expect(stage.room.counts().inFlight).toBe(1);
  await until(() => app.got.length === before + 2);
  expect(stage.room.counts().inFlight).toBe(1);
  isBack = true;
  await until(() => stage.metered.filter((note) => note === 'event acked').length === 3);
});

test('an app whose ack waits for the database longer than a lease is not silent', async () => {
  let isAway = true;
  open({
    inboxWith: ({ settle }) => ({
      settle: (given) => (isAway ? Promise.reject(new Error('away')) : settle(given)),
    }),
  });
  const app = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  await expect(app.ack(leaseOf(app.got[0]))).rejects.toThrow('away');
  await until(() => stage.metered.includes('event expired'));
  isAway = false;
  await until(() => app.got.length > 1);
  expect(declared).toEqual([1]);
});

test('an app is not silent if its delivery could not be prepared in time', async () => {
  let comeBack = () => {};
  const away = new Promise<void>((resolve) => {
    comeBack = resolve;
  });
  open({ findContextWith: (...given) => away.then(() => findContext(...given)) });
  const app = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => stage.metered.includes('event expired'));
  comeBack();
  await until(() => app.got.length > 0);
  expect(declared).toEqual([1]);
});

test('a clock that jumps ahead makes no app silent, and takes nothing back', async () => {
  open({ leaseMs: 60_000 });
  const app = connectTo(stage.room);
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  const { now } = Date;
  const looked = performance.now() + 100;
  Date.now = () => now() + 3_600_000;
  await until(() => performance.now() > looked).finally(() => {
    Date.now = now;
  });
  expect({ declared, metered: stage.metered }).toEqual({ declared: [1], metered: ['event handed over 1'] });
});

test('another app gets the envelopes of a silent one, which gets no new ones', async () => {
  open();
  const silent = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => silent.got.length === 1);
  const other = connectTo(stage.room, {
    onDelivery: (delivery, self) => void self.ack(leaseOf(delivery)),
  });
  await until(() => other.got.length === 1);
  for (let at = 0; at < 10; at++) await stage.arrive(`${at}`);
  await until(() => other.got.length === 11);
  expect(silent.got).toHaveLength(1);
  await expect(silent.ack(leaseOf(silent.got[0]))).rejects.toMatchObject({ code: 'inbox.lease_lost' });
});

test('declares to the fleet that a silent app handles nothing, and its handles again once it speaks', async () => {
  open();
  const app = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await isSilent();
  await app.ack(leaseOf(app.got[0]));
  await until(() => declared.length === 3);
  expect(declared).toEqual([1, 0, 1]);
});

/** The first envelope may come twice before the silence is noticed. Later deliveries are only probes. */
const TRIED_FROM = 2;

test('probes of a silent app do not count as attempts, and make no dead letter', async () => {
  open({ leaseMs: 200, maxAttempts: 3 });
  let isBack = false;
  const app = connectTo(stage.room, {
    onDelivery: (delivery, self) => void (isBack && self.ack(leaseOf(delivery))),
  });
  const id = await stage.arrive('a');
  await until(() => app.got.length === TRIED_FROM + 4);
  isBack = true;
  await until(() => stage.metered.at(-1) === 'event acked');
  const { attempt } = app.got[TRIED_FROM] ?? {};
  expect(app.got.slice(TRIED_FROM)).toEqual(
    app.got.slice(TRIED_FROM).map((one) => ({ ...one, id, attempt })),
  );
  expect(stage.metered.filter((note) => note.includes('died'))).toEqual([]);
});

test('a probe that ends with a broken stream does not count as an attempt', async () => {
  open({ leaseMs: 200, maxAttempts: 3 });
  const silent = connectTo(stage.room);
  await stage.arrive('a');
  await until(() => silent.got.length === TRIED_FROM + 1);
  await silent.close();
  const next = connectTo(stage.room);
  await until(() => next.got.length === 1);
  expect(next.got[0]?.attempt).toBe(silent.got[TRIED_FROM]?.attempt);
});

test('an envelope that makes each app silent becomes a dead letter', async () => {
  open({ leaseMs: 200, maxAttempts: 4 });
  const isDead = () => stage.metered.includes('event died of attempts');
  await stage.arrive('a');
  let apps = 0;
  while (!isDead() && apps <= 4) {
    const app = connectTo(stage.room);
    apps++;
    await until(() => app.got.length > 0 || isDead());
    await until(() => declared.at(-1) === 0 || isDead());
    await app.close();
  }
  // Each app got it at least once, and at most once more before its silence was noticed.
  expect(apps).toBeGreaterThanOrEqual(2);
  expect(isDead()).toBe(true);
});
