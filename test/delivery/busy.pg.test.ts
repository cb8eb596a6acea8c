import type { Handles } from '../../src/fleet/index.js';
import { until } from '../support/until.js';
import { type App, connectTo, findContext, leaseOf, type Stage, setUpStages } from './stage.js';

const { open, pool, unsettled } = await setUpStages();
let stage: Stage;

const connect = (maxInFlight: number, ...handles: Handles[]) =>
  connectTo(stage.room, { maxInFlight, handles });

const typed = (type: string): [object, { name: string }] => [{ event: { type } }, { name: type }];
const ofType = (equals: string): Handles => ({ kind: 'event', matches: [{ property: 'type', equals }] });

test.each<[string, (at: number) => [string, object, { name: string }], Handles]>([
  ['another kind', (at) => ['command', {}, { name: `/${at % 3}` }], { kind: 'command' }],
  ['another type', () => ['event', ...typed('message')], ofType('message')],
  [
    'many names of another kind',
    (at) => ['block_actions', {}, { name: `vote ${at}` }],
    { kind: 'block_actions' },
  ],
])('a backlog of %s does not hold up an app', async (_case, backlog, handles) => {
  stage = open();
  for (let at = 0; at < 1_200; at += 200) {
    await Promise.all(
      Array.from({ length: 200 }, (_, more) => stage.commit(`${at + more}`, ...backlog(at + more))),
    );
  }
  await stage.commit('last', 'event', ...typed('app_mention'));
  connect(1, handles);
  const free = connect(500, ofType('app_mention'));
  await until(() => free.got.length === 1);
});

test('sets unhandled envelopes aside in batches, even if an app takes one at a time', async () => {
  stage = open();
  for (let at = 0; at < 500; at++) void stage.commit(`${at}`, 'command');
  await stage.inbox.idle();
  await stage.commit('last');
  const app = connect(1, { kind: 'event' });
  await until(() => app.got.length === 1);
  expect(stage.claims()).toBeLessThan(20);
});

/** Resolves with the time when the last of the current leases runs out. */
const leasedUntil = async (): Promise<number> => {
  const { rows } = await pool.query(
    'select max(not_before) as at from havoc_internal.unsettled where lease is not null',
  );
  return rows[0].at.getTime();
};

test('an envelope that waited for a busy app is delivered with a whole lease', async () => {
  stage = open({ leaseMs: 4_000 });
  const app = connect(1, { kind: 'command' });
  connect(1, { kind: 'event' });
  await stage.commit('a', 'command');
  await until(() => app.got.length === 1);
  await stage.commit('b', 'command');
  await until(async () => (await unsettled('lease is not null')) === 2);
  const before = await leasedUntil();
  const waited = Date.now() + 1_100;
  await until(() => Date.now() > waited);
  await app.ack(leaseOf(app.got[0]));
  await until(() => app.got.length === 2);
  expect(await leasedUntil()).toBeGreaterThan(before + 1_000);
});

test('gives back an envelope that waited too long for a busy app, without counting an attempt', async () => {
  let given = 0;
  stage = open({
    leaseMs: 400,
    inboxWith: ({ putBack }) => ({
      putBack(leases) {
        given += leases.length;
        return putBack(leases);
      },
    }),
  });
  const app = connect(1, { kind: 'command' });
  connect(1, { kind: 'event' });
  await stage.commit('a', 'command');
  await until(() => app.got.length === 1);
  await stage.commit('b', 'command');
  await until(async () => {
    await app.extend(leaseOf(app.got[0]));
    return given > 1;
  });
  await app.ack(leaseOf(app.got[0]));
  await until(() => app.got.length === 2);
  expect(app.got[1]?.attempt).toBe(1);
});

test('learns from envelopes that an app gets and from those that no app handles', async () => {
  stage = open();
  const app = connect(5, { kind: 'event' });
  await stage.commit('a');
  await stage.commit('b', 'command');
  await until(async () => (await unsettled('parked_at is not null')) === 1);
  await until(() => app.got.length === 1);
  const { rows } = await pool.query('select id from havoc_internal.unsettled');
  expect(new Set(stage.learned)).toEqual(new Set(rows.map(({ id }) => id)));
});

test('delivers what is being prepared before it tells the app to close', async () => {
  const said: string[] = [];
  let finish = () => {};
  const prepared = new Promise<void>((resolve) => {
    finish = resolve;
  });
  stage = open({ findContextWith: (...given) => prepared.then(() => findContext(...given)) });
  const app = stage.room.subscribe(
    { handles: [{ kind: '*' }] },
    {
      deliver: ({ envelope: { id, lease } }) => {
        said.push('delivery');
        void app.ack(leaseOf({ id, lease }));
      },
      closing: () => void said.push('closing'),
      end: () => void said.push('end'),
    },
  );
  await stage.commit('a');
  await until(async () => (await unsettled('lease is not null')) === 1);
  const stopped = stage.room.stop(5_000);
  await unsettled();
  finish();
  await stopped;
  expect(said).toEqual(['delivery', 'closing', 'end']);
  expect(await unsettled()).toBe(0);
});

test('refuses new subscribers once it stops', async () => {
  stage = open();
  await stage.room.stop(0);
  expect(() => connect(1, { kind: '*' })).toThrow(expect.objectContaining({ code: 'delivery.stopping' }));
});

test('tries a failed delivery again when its lease runs out if the database cannot postpone it', async () => {
  let attempts = 0;
  stage = open({
    leaseMs: 200,
    findContextWith: (...given) =>
      attempts++ === 0 ? Promise.reject(new Error('no')) : findContext(...given),
    inboxWith: () => ({ postpone: () => Promise.reject(new Error('away')) }),
  });
  const app = connect(1, { kind: '*' });
  await stage.commit('a');
  await until(() => app.got.length === 1);
  expect(app.got[0]?.attempt).toBeGreaterThan(1);
});

test('stops and tells the apps even if the database is unreachable', async () => {
  let isAway = false;
  const unlessAway =
    <Given, T>(work: (given: Given) => Promise<T>) =>
    (given: Given) =>
      isAway ? Promise.reject(new Error('away')) : work(given);
  stage = open({
    inboxWith: ({ release, putBack }) => ({ release: unlessAway(release), putBack: unlessAway(putBack) }),
  });
  const app = connect(1, { kind: '*' });
  await stage.commit('a');
  await until(() => app.got.length === 1);
  isAway = true;
  await stage.room.stop(0);
  expect(app.closing).toHaveLength(1);
});

test('does not give back an attempt whose settlement is under way when the time to stop is up', async () => {
  let giveBack = () => {};
  const givenBack = new Promise<void>((resolve) => {
    giveBack = resolve;
  });
  stage = open({
    inboxWith: ({ release, settle }) => ({
      release: (leases) => release(leases).then(giveBack),
      settle: (settlement) => givenBack.then(() => settle(settlement)),
    }),
  });
  const app = connect(2, { kind: '*' });
  await stage.commit('a');
  await stage.commit('b');
  await until(() => app.got.length === 2);
  const acked = app.ack(leaseOf(app.got[0]));
  await stage.room.stop(0);
  await acked;
  expect(await unsettled('lease is null')).toBe(1);
  expect(await unsettled()).toBe(1);
});

test.each<[string, (app: App) => Promise<void>, { unsettled: number; dead: number }]>([
  ['an ack', (app) => app.ack(leaseOf(app.got[0])), { unsettled: 0, dead: 0 }],
  ['a term', (app) => app.term(leaseOf(app.got[0]), {}), { unsettled: 0, dead: 1 }],
  [
    'a nak',
    (app) => app.nak(leaseOf(app.got[0]), { error: 'no', delayMs: 60_000 }),
    { unsettled: 1, dead: 0 },
  ],
])('%s succeeds if the database is unreachable for less than the lease', async (_case, settle, expected) => {
  let failures = 3;
  const away = <T>(work: () => Promise<T>) => (failures-- > 0 ? Promise.reject(new Error('away')) : work());
  stage = open({
    inboxWith: ({ settle, postpone, bury }) => ({
      settle: (given) => away(() => settle(given)),
      postpone: (given) => away(() => postpone(given)),
      bury: (given) => away(() => bury(given)),
    }),
  });
  const app = connect(1, { kind: '*' });
  await stage.commit('a');
  await until(() => app.got.length === 1);
  await settle(app);
  const { rows } = await pool.query('select 1 from havoc_internal.dead_letter');
  expect({ unsettled: await unsettled('lease is null'), dead: rows.length }).toEqual(expected);
  expect(await unsettled('lease is not null')).toBe(0);
});

test('rejects a settlement that cannot be written before the lease runs out', async () => {
  stage = open({ leaseMs: 300, inboxWith: () => ({ settle: () => Promise.reject(new Error('away')) }) });
  const app = connect(1, { kind: '*' });
  await stage.commit('a');
  await until(() => app.got.length === 1);
  await expect(app.ack(leaseOf(app.got[0]))).rejects.toThrow('away');
});

test('refuses a reply to a payload that Slack expects no reply to', async () => {
  stage = open();
  const app = connect(1, { kind: '*' });
  await stage.commit('a', 'block_actions', { response_url: 'https://hooks.slack.com/x' });
  await until(() => app.got.length === 1);
  await expect(app.reply(leaseOf(app.got[0]), Buffer.from('{}'))).rejects.toMatchObject({
    code: 'delivery.no_reply_awaited',
  });
  expect(stage.late).toEqual([]);
});

test('attempts whose settlements are being written take no credit, up to a limit', async () => {
  let write = () => {};
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  stage = open({ inboxWith: ({ settle }) => ({ settle: (given) => written.then(() => settle(given)) }) });
  for (let at = 0; at < 6; at++) await stage.commit(`${at}`);
  const app = connect(1, { kind: 'event' });
  const ack = (at: number) => void app.ack(leaseOf(app.got[at]));
  for (const count of [1, 2, 3, 4]) {
    await until(() => app.got.length === count);
    ack(count - 1);
  }
  expect(stage.room.counts().inFlight).toBe(4);
  write();
  await until(() => app.got.length === 5);
});
