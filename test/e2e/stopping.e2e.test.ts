import { answers, mention } from '../support/mentions.js';
import { until } from '../support/until.js';
import { type ProcessStage, startProcessStage } from './process-stage.js';

let stage: ProcessStage;
afterEach(() => stage.stop());

async function start(leaseMs: number, { drainMs = 60_000, isProxied = false } = {}): Promise<void> {
  stage = await startProcessStage(
    { HAVOC_LEASE_MS: `${leaseMs}`, HAVOC_DRAIN_MS: `${drainMs}` },
    { isProxied },
  );
}

async function unsettled(condition: string): Promise<number> {
  const { rows } = await stage.database.pool.query(
    `select attempt from havoc_internal.unsettled where name = 'app_mention' and ${condition}`,
  );
  return rows.length;
}

/** Lets the app settle one event, then freezes it and waits until it has been given another one. */
async function freezeWithOne(): Promise<void> {
  await mention(stage.local, 0, 1);
  await until(() => answers(stage.local).length === 1);
  await until(async () => (await unsettled('true')) === 0);
  stage.app.kill('SIGSTOP');
  await mention(stage.local, 1, 2);
  await until(async () => (await unsettled('lease is not null')) === 1);
}

test('a frozen app does not receive the same events again and again, and continues when it thaws', async () => {
  const leaseMs = 1_000;
  await start(leaseMs);
  await mention(stage.local, 0, 1);
  await until(() => answers(stage.local).length === 1);
  stage.app.kill('SIGSTOP');
  await mention(stage.local, 1, 4);
  // Waits until its events have been due again for three leases. Meanwhile, havoc retries at most one of them.
  await until(
    async () => (await unsettled(`not_before < now() - interval '${3 * leaseMs} milliseconds'`)) > 0,
  );
  expect(await unsettled('attempt > 2')).toBeLessThanOrEqual(1);
  stage.app.kill('SIGCONT');
  await until(() => new Set(answers(stage.local)).size === 4);
  await until(async () => (await unsettled('true')) === 0);
});

test('events that are handled while the sidecar stops are not handled again', async () => {
  await start(60_000);
  await mention(stage.local, 0, 60);
  await until(() => answers(stage.local).length > 5);
  expect(await stage.sidecar.end('SIGTERM')).toBe(0);
  stage.startSidecar();
  await until(() => new Set(answers(stage.local)).size === 60);
  await until(async () => (await unsettled('true')) === 0);
  expect(answers(stage.local)).toHaveLength(60);
});

test('on a second signal, a sidecar releases the envelopes that an app still holds', async () => {
  await start(60_000);
  await freezeWithOne();
  stage.sidecar.kill('SIGTERM');
  await until(async () => !(await stage.isReady()));
  expect(await stage.sidecar.end('SIGTERM')).toBe(0);
  expect(await unsettled('lease is null')).toBe(1);
}, 120_000);

/** Leaves one event with a frozen app, silences the database, and sends another event. */
async function fallSilent(): Promise<void> {
  await freezeWithOne();
  stage.proxy.hush();
  await mention(stage.local, 2, 3);
}

/** Stops the sidecar, and resolves with the time that it takes. */
async function endMs(): Promise<number> {
  const begun = performance.now();
  expect(await stage.sidecar.end('SIGTERM')).toBe(0);
  return performance.now() - begun;
}

test('a sidecar with a silent database ends in time, and nothing is lost', async () => {
  await start(2_000, { drainMs: 1_000, isProxied: true });
  await fallSilent();
  expect(await endMs()).toBeLessThan(1_000 + 5_000 + 2_000);
  stage.proxy.restore();
  stage.startSidecar();
  stage.app.kill('SIGCONT');
  await until(() => new Set(answers(stage.local)).size === 3);
  await until(async () => (await unsettled('true')) === 0);
});

test('a second signal shortens the stop of a sidecar with a silent database', async () => {
  await start(60_000, { isProxied: true });
  await fallSilent();
  stage.sidecar.kill('SIGTERM');
  await until(async () => !(await stage.isReady()));
  expect(await endMs()).toBeLessThan(5_000 + 2_000);
});
