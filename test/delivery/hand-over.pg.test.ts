import { until } from '../support/until.js';
import { connectTo, leaseOf, NEVER_MS, type Stage, setUpStages } from './stage.js';

const { open, pool, unsettled } = await setUpStages({ pollMs: NEVER_MS });
let stage: Stage;

const due = () => unsettled('lease is null and not_before <= now()');

/** Connects an app, and waits until the dispatcher knows that nothing is due in the inbox. */
async function connect(options: Parameters<typeof connectTo>[1] = {}) {
  const before = stage.claims();
  const app = connectTo(stage.room, options);
  await until(() => stage.claims() > before && stage.room.counts().held === 0);
  await until(async () => (await due()) === 0);
  return app;
}

const ids = (app: { got: { id?: string }[] }) => app.got.map(({ id }) => Number(id));

test('delivers new envelopes without a claim, each once', async () => {
  stage = open();
  const app = await connect({ maxInFlight: 100 });
  const claims = stage.claims();
  await Promise.all(Array.from({ length: 50 }, (_, at) => stage.arrive(`${at}`)));
  await until(() => app.got.length === 50);
  expect(new Set(ids(app)).size).toBe(50);
  expect(app.got.every(({ attempt }) => attempt === 1)).toBe(true);
  for (const delivery of app.got) await app.ack(leaseOf(delivery));
  expect(stage.claims()).toBe(claims);
  expect(stage.room.counts()).toMatchObject({ inFlight: 0, held: 0 });
});

test('a lease from the commit counts as an attempt, and a disconnect gives it back', async () => {
  stage = open();
  const first = await connect();
  await stage.arrive('a');
  await until(() => first.got.length === 1);
  await first.close();
  const second = connectTo(stage.room);
  await until(() => second.got.length === 1);
  expect(second.got[0]).toMatchObject({ id: first.got[0]?.id, attempt: 2 });
});

test('a duplicate and a failed commit give the credit back', async () => {
  let isAway = false;
  stage = open({
    inboxWith: ({ commit }) => ({
      commit: (given) => (isAway ? Promise.reject(new Error('away')) : commit(given)),
    }),
  });
  const app = await connect({ maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  await app.ack(leaseOf(app.got[0]));
  expect(await stage.arrive('a')).toBeUndefined();
  isAway = true;
  await expect(stage.arrive('b')).rejects.toThrow('away');
  isAway = false;
  const claims = stage.claims();
  await stage.arrive('c');
  await until(() => app.got.length === 2);
  expect(stage.claims()).toBe(claims);
});

test('envelopes without credit wait in the inbox, and are delivered without a poll as the app settles', async () => {
  stage = open();
  const app = await connect({ maxInFlight: 2 });
  for (let at = 0; at < 20; at++) await stage.arrive(`${at}`);
  for (let settled = 0; settled < 20; settled++) {
    await until(() => app.got.length > settled);
    expect(app.got.length - settled).toBeLessThanOrEqual(2);
    await app.ack(leaseOf(app.got[settled]));
  }
  expect(new Set(ids(app)).size).toBe(20);
});

test('new envelopes do not overtake waiting ones', async () => {
  stage = open();
  const app = await connect({ maxInFlight: 1 });
  for (let at = 0; at < 10; at++) await stage.arrive(`${at}`);
  for (let settled = 0; settled < 20; settled++) {
    await until(() => app.got.length > settled);
    await app.ack(leaseOf(app.got[settled]));
    if (settled < 10) await stage.arrive(`later ${settled}`);
  }
  expect(ids(app)).toEqual(ids(app).toSorted((one, other) => one - other));
});

test('envelopes that Slack waits for overtake all others, newest first', async () => {
  stage = open();
  const app = await connect({ maxInFlight: 1 });
  for (let at = 0; at < 5; at++) await stage.arrive(`${at}`);
  await until(() => app.got.length === 1);
  const commands = [await stage.arrive('first', 'command'), await stage.arrive('second', 'command')];
  for (let settled = 0; settled < 7; settled++) {
    await until(() => app.got.length > settled);
    await app.ack(leaseOf(app.got[settled]));
  }
  expect(app.got.slice(1, 3).map(({ id }) => id)).toEqual(commands.toReversed());
});

test('an envelope goes to another app at once if its app disconnects during the commit', async () => {
  const gone: Promise<void>[] = [];
  stage = open({
    inboxWith: ({ commit }) => ({
      async commit(given) {
        gone.push(leaving.close());
        await gone[0];
        return commit(given);
      },
    }),
  });
  const staying = await connect();
  const leaving = await connect();
  await stage.arrive('a');
  await until(() => staying.got.length === 1);
  expect(leaving.got).toEqual([]);
});

test('gives an envelope that is committed during a stop back to the inbox', async () => {
  stage = open({
    inboxWith: ({ commit }) => ({
      async commit(given) {
        await stage.room.stop(0);
        return commit(given);
      },
    }),
  });
  const app = await connect();
  await stage.arrive('a');
  await until(async () => (await due()) === 1);
  const { rows } = await pool.query('select attempt from havoc_internal.unsettled');
  expect(rows).toEqual([{ attempt: 0 }]);
  expect(app.got).toEqual([]);
});

test('parks an envelope without a claim if no app handles it', async () => {
  stage = open();
  await connect({ handles: [{ kind: 'event' }] });
  const claims = stage.claims();
  await stage.arrive('a', 'block_actions');
  await until(async () => (await unsettled('parked_at is not null and lease is null and attempt = 0')) === 1);
  expect(stage.claims()).toBe(claims);
  expect(stage.learned).toHaveLength(1);
});

test('claims a backlog in batches, even for a fast app', async () => {
  stage = open();
  await Promise.all(Array.from({ length: 2_000 }, (_, at) => stage.commit(`${at}`)));
  const app = connectTo(stage.room, {
    maxInFlight: 100,
    onDelivery: (delivery, self) => void self.ack(leaseOf(delivery)),
  });
  await until(() => app.got.length === 2_000);
  expect(new Set(ids(app)).size).toBe(2_000);
  expect(stage.claims()).toBeLessThan(200);
});

test('limits the bytes that an app has in flight, even if it takes many deliveries', async () => {
  stage = open();
  const app = await connect({ maxInFlight: 1_000 });
  const text = 'x'.repeat(8 * 1024 * 1024);
  for (let at = 0; at < 10; at++) await stage.commit(`${at}`, 'event', { text });
  await until(() => app.got.length >= 8);
  const taken = app.got.length;
  expect(taken).toBeLessThan(10);
  for (let settled = 0; settled < 10; settled++) {
    await until(() => app.got.length > settled);
    await app.ack(leaseOf(app.got[settled]));
  }
});
