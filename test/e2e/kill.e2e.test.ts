import { acknowledged, answers, mention } from '../support/mentions.js';
import { until } from '../support/until.js';
import { type ProcessStage, startProcessStage } from './process-stage.js';

const EVENTS = 200;

let stage: ProcessStage;
beforeEach(async () => {
  stage = await startProcessStage({ HAVOC_LEASE_MS: '2000', HAVOC_UNHANDLED_AFTER_MS: '0' });
});
afterEach(() => stage.stop());

const handled = () => new Set(answers(stage.local));

test('an app that is killed amid 200 events and restarted handles all of them', async () => {
  await mention(stage.local, 0, EVENTS / 2);
  await until(() => handled().size > 20);
  await stage.app.end('SIGKILL');
  const before = handled().size;
  await mention(stage.local, EVENTS / 2, EVENTS);
  expect(before).toBeLessThan(EVENTS);
  stage.startApp();
  await until(() => handled().size === EVENTS);
});

test('if the sidecar is killed amid 200 events, the app handles each one that was answered with HTTP 200', async () => {
  await mention(stage.local, 0, EVENTS / 2);
  await until(() => acknowledged(stage.local).size > 20);
  await stage.sidecar.end('SIGKILL');
  await mention(stage.local, EVENTS / 2, EVENTS);
  stage.startSidecar();
  await until(() => acknowledged(stage.local).size === EVENTS, 60_000);
  await until(() => [...acknowledged(stage.local)].every((number) => handled().has(number)));
  expect(handled().size).toBe(EVENTS);
});

test('on SIGTERM, a sidecar drains and leaves no envelope leased', async () => {
  await mention(stage.local, 0, 50);
  await until(() => handled().size > 5);
  expect(await stage.sidecar.end('SIGTERM')).toBe(0);
  expect(stage.sidecar.output()).toBe('');
  const leased = 'select 1 from havoc_internal.unsettled where lease is not null';
  expect((await stage.database.pool.query(leased)).rows).toEqual([]);
});
