import { until } from '../support/until.js';
import { connectTo, findContext, leaseOf, type Stage, setUpStages } from './stage.js';

const { open, pool, unsettled } = await setUpStages();
let stage: Stage;

beforeEach(() => {
  stage = open();
});

const connect = (options?: Parameters<typeof connectTo>[1]) => connectTo(stage.room, options);

async function deadLetters(): Promise<unknown[]> {
  const columns = 'kind, attempts, reason, last_error';
  return (await pool.query(`select ${columns} from havoc_internal.dead_letter order by id`)).rows;
}

test('delivers what was committed before and after an app connected', async () => {
  await stage.commit('before');
  const app = connect();
  await stage.commit('after');
  await until(() => app.got.length === 2);
  expect(app.got.map(({ attempt }) => attempt)).toEqual([1, 1]);
});

test('settles by ack and by term', async () => {
  const app = connect();
  await stage.commit('a');
  await stage.commit('b');
  await until(() => app.got.length === 2);
  await app.ack(leaseOf(app.got[0]));
  await app.term(leaseOf(app.got[1]), { error: 'never' });
  expect(await unsettled()).toBe(0);
  expect(await deadLetters()).toEqual([
    { kind: 'event', attempts: 1, reason: 'termed', last_error: 'never' },
  ]);
  expect(stage.metered).toEqual(
    expect.arrayContaining(['event acked', 'event termed', 'event died of termed']),
  );
});

test('delivers an envelope again after a nak, when the delay is over', async () => {
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  await app.nak(leaseOf(app.got[0]), { error: 'not yet', delayMs: 0 });
  await until(() => app.got.length === 2);
  expect(app.got[1]).toMatchObject({ id: app.got[0]?.id, attempt: 2 });
  expect(app.got[1]?.lease).not.toBe(app.got[0]?.lease);
});

test('applies a default delay after a nak without a delay', async () => {
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  await app.nak(leaseOf(app.got[0]), {});
  expect(await unsettled("lease is null and not_before > now() + interval '400 milliseconds'")).toBe(1);
});

test('never has more in flight than the app asked for', async () => {
  const app = connect({ maxInFlight: 2 });
  for (const key of ['a', 'b', 'c', 'd', 'e']) await stage.commit(key);
  await until(() => app.got.length === 2);
  for (let settled = 0; settled < 5; settled++) {
    await until(() => app.got.length > settled);
    expect(app.got.length - settled).toBeLessThanOrEqual(2);
    await app.ack(leaseOf(app.got[settled]));
  }
  expect(await unsettled()).toBe(0);
});

test('gives each envelope to one of the competing apps, in turn', async () => {
  const apps = [connect(), connect()];
  for (let index = 0; index < 10; index++) await stage.commit(`${index}`);
  await until(() => apps.every(({ got }) => got.length === 5));
  expect(new Set(apps.flatMap(({ got }) => got.map(({ id }) => id))).size).toBe(10);
});

test('gives an app only envelopes that it declared', async () => {
  const commands = connect({ handles: [{ kind: 'command' }] });
  const events = connect({ handles: [{ kind: 'event' }] });
  for (const [key, kind] of [
    ['a', 'event'],
    ['b', 'command'],
    ['c', 'event'],
  ] as const)
    await stage.commit(key, kind);
  await until(() => commands.got.length === 1 && events.got.length === 2);
});

test('a busy app does not hold up another app', async () => {
  const busy = connect({ maxInFlight: 1, handles: [{ kind: 'command' }] });
  const free = connect({ handles: [{ kind: 'event' }] });
  for (const key of ['a', 'b', 'c']) await stage.commit(key, 'command');
  await stage.commit('d', 'event');
  await until(() => free.got.length === 1);
  expect(busy.got).toHaveLength(1);
  await busy.ack(leaseOf(busy.got[0]));
  await until(() => busy.got.length === 2);
});

test('delivers to the next app what a disconnected app had in hand', async () => {
  const lost = connect();
  await stage.commit('a');
  await until(() => lost.got.length === 1);
  await lost.close();
  const next = connect();
  await until(() => next.got.length === 1);
  expect(next.got[0]).toMatchObject({ id: lost.got[0]?.id, attempt: 2 });
});

test('writes an ack even if the app disconnects right after it', async () => {
  const app = connect();
  for (const key of ['a', 'b', 'c']) await stage.commit(key);
  await until(() => app.got.length === 3);
  const acks = app.got.map((delivery) => app.ack(leaseOf(delivery)));
  await app.close();
  await Promise.all(acks);
  expect(await unsettled()).toBe(0);
});

test('refuses to settle a lost lease, and changes nothing', async () => {
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  const first = leaseOf(app.got[0]);
  await app.nak(first, { delayMs: 60_000 });
  for (const settle of [
    () => app.ack(first),
    () => app.nak(first, {}),
    () => app.term(first, {}),
    () => app.extend(first),
    () => app.reply(first, Buffer.alloc(0)),
  ]) {
    await expect(settle()).rejects.toMatchObject({ code: 'inbox.lease_lost', kind: 'failed_precondition' });
  }
  expect(await unsettled()).toBe(1);
});

test('delivers an envelope again when its lease runs out, and frees the credit', async () => {
  await stage.stop();
  stage = open({ leaseMs: 200 });
  const app = connect({ maxInFlight: 2 });
  await stage.commit('a', 'event');
  await until(() => app.got.length === 1);
  // The app is not silent, because it extends another delivery.
  await stage.commit('b', 'event');
  await until(async () => {
    const other = app.got.find(({ id }) => id !== app.got[0]?.id);
    if (other) await app.extend(leaseOf(other));
    return app.got.filter(({ id }) => id === app.got[0]?.id).length === 2;
  });
  expect(app.got.filter(({ id }) => id === app.got[0]?.id).map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(stage.metered).toContain('event expired');
});

test('does not deliver an envelope again while its lease is extended', async () => {
  await stage.stop();
  stage = open({ leaseMs: 300 });
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  const end = Date.now() + 900;
  await until(async () => {
    await app.extend(leaseOf(app.got[0]));
    return Date.now() > end;
  });
  expect(app.got).toHaveLength(1);
});

test('brings the reply to the request, or no reply if the envelope was settled without one', async () => {
  const app = connect();
  const [first, second] = [stage.replies.expect(), stage.replies.expect()];
  const ids = [await stage.arrive('a', 'command'), await stage.arrive('b', 'command')];
  const answers = [first.within(ids[0] ?? '', 1_000), second.within(ids[1] ?? '', 1_000)];
  await until(() => app.got.length === 2);
  await app.reply(leaseOf(app.got[0]), Buffer.from('{"text":"hi"}'));
  await app.ack(leaseOf(app.got[1]));
  expect(await Promise.all(answers)).toEqual([
    { type: 'reply', json: Buffer.from('{"text":"hi"}') },
    { type: 'none' },
  ]);
});

test('a nak leaves the request waiting for the next attempt', async () => {
  const app = connect();
  const waiting = stage.replies.expect();
  const answer = waiting.within((await stage.arrive('a', 'command')) ?? '', 1_000);
  await until(() => app.got.length === 1);
  await app.nak(leaseOf(app.got[0]), { delayMs: 0 });
  await until(() => app.got.length === 2);
  await app.reply(leaseOf(app.got[1]), Buffer.from('2'));
  expect(await answer).toEqual({ type: 'reply', json: Buffer.from('2') });
});

test('passes on a reply that comes after Slack has stopped waiting', async () => {
  const app = connect();
  await stage.commit('a', 'command', { response_url: 'https://hooks.slack.com/x' });
  await until(() => app.got.length === 1);
  await app.reply(leaseOf(app.got[0]), Buffer.from('{}'));
  expect(stage.late).toEqual([{ kind: 'command', json: '{}' }]);
});

test('tries an envelope again later if it could not be prepared', async () => {
  await stage.stop();
  let failures = 1;
  stage = open({
    findContextWith: async (...given) =>
      failures-- > 0 ? Promise.reject(new Error('no')) : findContext(...given),
  });
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  expect(app.got[0]?.attempt).toBe(2);
});

test('makes an envelope that can never be prepared a dead letter, and reports the trouble', async () => {
  await stage.stop();
  stage = open({ maxAttempts: 3, findContextWith: () => Promise.reject(new Error('no such shape')) });
  expect(stage.room.trouble()).toBeUndefined();
  connect();
  await stage.commit('a');
  await until(async () => (await unsettled()) === 0);
  const error = 'havoc could not prepare the delivery: no such shape';
  expect(await deadLetters()).toEqual([
    { kind: 'event', attempts: 3, reason: 'attempts', last_error: error },
  ]);
  expect(stage.room.trouble()).toBe(error);
  await until(() => stage.metered.length === 4);
  expect(stage.metered).toEqual([...Array(3).fill('event unprepared'), 'event died of attempts']);
  expect(stage.room.counts().inFlight).toBe(0);
});

test('tells the apps that it stops, and waits until what is in flight is settled', async () => {
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  const stopped = stage.room.stop(5_000);
  await until(() => app.closing.length === 1);
  await app.ack(leaseOf(app.got[0]));
  await stopped;
  expect(app.ended()).toBe(1);
  await stage.commit('b');
  expect(await unsettled()).toBe(1);
  expect(app.got).toHaveLength(1);
});

test('gives back what was not settled in time when it stops', async () => {
  const app = connect();
  await stage.commit('a');
  await until(() => app.got.length === 1);
  await stage.stop();
  stage = open();
  const next = connect();
  await until(() => next.got.length === 1);
});
