import type { Handles } from '../../src/fleet/index.js';
import { createLogger } from '../../src/log/index.js';
import { until } from '../support/until.js';
import { createFakeFleet, type FakeFleet } from './fake-fleet.js';
import {
  type AppOptions,
  connectTo,
  leaseOf,
  NEVER_MS,
  type Stage,
  type StageOptions,
  setUpStages,
} from './stage.js';

const stages = await setUpStages({ pollMs: NEVER_MS });
let fleet: FakeFleet;

beforeEach(() => {
  fleet = createFakeFleet();
});

const open = (options: StageOptions = {}) => stages.open({ fleet: fleet.join(), ...options });

/** Connects an app, and waits until the dispatcher knows that nothing is due in the inbox. */
async function connect(stage: Stage, options: AppOptions = {}) {
  const before = stage.claims();
  const app = connectTo(stage.room, options);
  await until(() => stage.claims() > before);
  return app;
}

const kind = (name: string): AppOptions => ({ handles: [{ kind: name }] });
const ofType = (equals: string): Handles => ({ kind: 'event', matches: [{ property: 'type', equals }] });

/** Counts the envelopes that wait for that replica and had no attempt so far. */
const wantedBy = ({ fleet: { replica } }: Stage) =>
  stages.unsettled(`wanted_by = '${replica}' and lease is null and attempt = 0`);
const parked = () => stages.unsettled('parked_at is not null and lease is null');

test('delivers an envelope at once to the replica that handles it, as the first attempt', async () => {
  const [a, b] = [open(), open()];
  await connect(a, kind('event'));
  const app = await connect(b, kind('block_actions'));
  for (let at = 0; at < 10; at++) await a.arrive(`${at}`, 'block_actions');
  await until(() => app.got.length === 10, 1_500);
  expect(app.got.every(({ attempt }) => attempt === 1)).toBe(true);
});

test('a replica without an app leaves all envelopes to the others', async () => {
  const [a, b] = [open(), open()];
  const app = await connect(b);
  await a.arrive('a');
  await until(() => app.got.length === 1, 1_500);
});

test('passes on an envelope at once if a claim finds it for another replica', async () => {
  const [a, b] = [open(), open()];
  const app = await connect(b, { ...kind('event'), maxInFlight: 1 });
  await b.arrive('in hand', 'event');
  await until(() => app.got.length === 1);
  await connect(a, kind('command'));
  await a.commit('a', 'event', { event: { type: 'message' } });
  await until(async () => (await wantedBy(b)) === 1);
  await app.ack(leaseOf(app.got[0]));
  await until(() => app.got.length === 2, 1_500);
  expect(app.got[1]).toMatchObject({ attempt: 1 });
});

test('another replica takes envelopes at once if all apps here are busy', async () => {
  const [a, b] = [open(), open()];
  const busy = await connect(a, { maxInFlight: 1 });
  const free = await connect(b, { maxInFlight: 100 });
  for (let at = 0; at < 10; at++) await a.arrive(`${at}`);
  await until(() => free.got.length === 9, 1_500);
  expect(busy.got).toHaveLength(1);
});

test('an envelope that was claimed for a silent app is passed on to a replica that handles it', async () => {
  const [a, b] = [open({ pollMs: 20, leaseMs: 1_000 }), open()];
  const silent = await connect(a, kind('event'));
  await connect(a, kind('command'));
  await a.arrive('lost');
  await until(() => silent.got.length === 1);
  // The first app is silent, so only the second one is declared to the fleet.
  await until(() => b.fleet.others()[0]?.handles.length === 1);
  const other = await connect(b, { ...kind('event'), maxInFlight: 1 });
  await until(() => other.got.length === 1);
  await a.commit('a', 'event', {}, { replyBy: new Date(Date.now() + 2_500) });
  await until(async () => (await wantedBy(b)) === 1, 400);
  await other.ack(leaseOf(other.got[0]));
  await until(() => other.got.length === 2, 1_500);
  expect(other.got[1]).toMatchObject({ attempt: 1 });
});

test('an envelope that was held too long for a busy app is passed on to a replica that handles it', async () => {
  const [a, b] = [open({ pollMs: 20 }), open()];
  const busy = await connect(a, { ...kind('event'), maxInFlight: 1 });
  await connect(a, kind('command'));
  await a.arrive('in hand');
  await until(() => busy.got.length === 1);
  const other = await connect(b, { ...kind('event'), maxInFlight: 1 });
  await b.arrive('in hand there');
  await until(() => other.got.length === 1);
  await a.arrive('a');
  await until(async () => (await wantedBy(b)) === 1);
  await other.ack(leaseOf(other.got[0]));
  await until(() => other.got.length === 2, 1_500);
  expect(other.got[1]).toMatchObject({ attempt: 1 });
});

test('when an app disconnects, another replica takes at once what it had in hand', async () => {
  const [a, b] = [open(), open()];
  const lost = await connect(a);
  for (let at = 0; at < 5; at++) await a.arrive(`${at}`);
  await until(() => lost.got.length === 5);
  const next = await connect(b);
  await lost.close();
  await until(() => next.got.length === 5, 1_500);
  expect(next.got.every(({ attempt }) => attempt === 2)).toBe(true);
});

test('another replica takes at once what a stopping replica had in hand', async () => {
  const [a, b] = [open(), open()];
  const lost = await connect(a);
  await a.arrive('a');
  await until(() => lost.got.length === 1);
  const next = await connect(b);
  await a.room.stop(0);
  await until(() => next.got.length === 1, 1_500);
});

test('delivers a parked envelope when an app for it connects on any replica', async () => {
  const [a, b] = [open(), open()];
  await connect(a, { handles: [ofType('app_mention')] });
  for (let at = 0; at < 5; at++)
    await a.arrive(`${at}`, 'event', { event: { type: 'message' } }, { name: 'message' });
  await until(async () => (await parked()) === 5);
  const app = connectTo(b.room, { handles: [ofType('message')] });
  await until(() => app.got.length === 5, 1_500);
  expect(app.got.every(({ attempt }) => attempt === 1)).toBe(true);
});

test('logs unhandled envelopes once a minute for each kind and name, and counts each one', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  const stage = open({ unhandledAfterMs: 0, log });
  await connect(stage, kind('event'));
  for (let at = 0; at < 20; at++)
    await stage.arrive(`${at}`, 'block_actions', {}, { name: at % 2 ? 'vote' : 'close' });
  await until(() => stage.metered.length === 20);
  expect(new Set(stage.metered)).toEqual(new Set(['block_actions unhandled']));
  expect(lines.map((line) => JSON.parse(line).name).sort()).toEqual(['close', 'vote']);
});

test('works beside a replica with declarations that only a newer version understands', async () => {
  const stage = open();
  const newer = fleet.join();
  newer.declare([
    { declarations: [{ kind: 'event', matches: [{ property: 'mood', equals: 'good' }] }], ordered: false },
    { declarations: [{ kind: 'command' }], ordered: false },
  ]);
  const app = await connect(stage);
  await stage.arrive('a');
  await until(() => app.got.length === 1);
});
