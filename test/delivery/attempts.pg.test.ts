import { createDeadLetters } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { connectTo, leaseOf, NEVER_MS, setUpStages } from './stage.js';

const { open, pool } = await setUpStages();
const deadLetters = () => createDeadLetters(pool).list({}, { limit: 10 });

test('an envelope becomes a dead letter with its last error after its last attempt', async () => {
  const stage = open({ maxAttempts: 3 });
  const app = connectTo(stage.room, {
    onDelivery: (delivery, self) =>
      void self.nak(leaseOf(delivery), { error: `no ${delivery.attempt}`, delayMs: 0 }),
  });
  const id = await stage.arrive('a');
  await until(async () => (await deadLetters()).length === 1);
  expect(app.got.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(await deadLetters()).toEqual([
    expect.objectContaining({ id, attempts: 3, reason: 'attempts', lastError: 'no 3' }),
  ]);
  expect(stage.metered.filter((note) => note === 'event died of attempts')).toHaveLength(1);
});

test('delivers an envelope again without a poll, after the delay of its nak', async () => {
  const stage = open({ pollMs: NEVER_MS });
  const app = connectTo(stage.room);
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  await app.nak(leaseOf(app.got[0]), { delayMs: 50 });
  await until(() => app.got.length === 2);
});

test('an envelope whose app disconnects at each attempt becomes a dead letter', async () => {
  const stage = open({ maxAttempts: 2 });
  await stage.arrive('a');
  for (let attempt = 1; attempt <= 2; attempt++) {
    const app = connectTo(stage.room);
    await until(() => app.got.length === 1);
    await app.close();
  }
  connectTo(stage.room);
  await until(async () => (await deadLetters()).length === 1);
  expect(await deadLetters()).toEqual([
    expect.objectContaining({ attempts: 2, reason: 'attempts', lastError: 'the lease ran out' }),
  ]);
  expect(stage.metered).toContain('event died of attempts');
});

test('a replayed envelope is marked, and has all its attempts again', async () => {
  const stage = open({ maxAttempts: 1 });
  const app = connectTo(stage.room);
  const id = await stage.arrive('a');
  await until(() => app.got.length === 1);
  await app.nak(leaseOf(app.got[0]), { error: 'no' });
  expect(await createDeadLetters(pool).replay({}, 10)).toEqual([id]);
  await until(() => app.got.length === 2);
  expect(app.got[1]).toMatchObject({ id, attempt: 1, replayed: true });
  await app.ack(leaseOf(app.got[1]));
  expect(await deadLetters()).toEqual([]);
});

test('the delay after a nak grows with the attempts', async () => {
  const stage = open();
  const delays: number[] = [];
  const app = connectTo(stage.room);
  await stage.arrive('a');
  for (let attempt = 1; attempt <= 5; attempt++) {
    await until(() => app.got.length === attempt);
    await app.nak(leaseOf(app.got[attempt - 1]), {});
    const { rows } = await pool.query(
      'select extract(epoch from not_before - now())::float8 as seconds from havoc_internal.unsettled',
    );
    delays.push(rows[0].seconds);
    await pool.query('update havoc_internal.unsettled set not_before = now()');
  }
  // Each delay is between half and all of 1, 2, 4, 8 and 16 s.
  const atMost = [1, 2, 4, 8, 16];
  expect(
    delays.map((delay, at) => delay <= (atMost[at] ?? 0) && delay > (atMost[at] ?? 0) / 2 - 0.2),
  ).toEqual(Array(5).fill(true));
});
