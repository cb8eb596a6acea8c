import { networkInterfaces } from 'node:os';
import { until } from '../support/until.js';
import { createPod, type Pod } from './pod.js';

let pod: Pod;
beforeAll(async () => {
  pod = await createPod();
});
afterEach(() => pod.clear());
afterAll(() => pod.close());

test('the tests have no network except loopback', () => {
  expect(Object.keys(networkInterfaces())).toEqual(['lo']);
});

test('havoc migrate creates the tables, and runs as any user', async () => {
  const first = await pod.run({ args: ['migrate'] });
  expect(first).toEqual({ code: 0, output: expect.stringMatching(/^Applying migration \d+_/) });
  // OpenShift runs containers like this: with a user that has no name, in root's group.
  const again = await pod.run({ args: ['migrate'], user: { uid: 1_000_660_000, gid: 0 } });
  expect(again).toEqual({ code: 0, output: expect.stringMatching(/^Nothing to apply\. /) });
});

test('a migration that waits for another ends at SIGTERM, even as the first process of its container', async () => {
  await pod.database.transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock(72707369)::text`;
    const container = await pod.start({ args: ['migrate'] });
    const waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted";
    await until(async () => (await pod.database.pool.query(waiting)).rowCount === 1, 8_000);
    // If it ignored the signal, it would be killed after the grace period, with code 137.
    expect(await container.end('SIGTERM')).toBe(1);
  });
});

test('havoc serve without settings says what is missing', async () => {
  const { code, output } = await pod.run({ env: {} });
  expect(code).toBe(1);
  expect(output).toContain('DATABASE_URL is missing');
  expect(output).toContain('SLACK_SIGNING_SECRET is missing');
});

test('commands that the image leaves out say where to get them', async () => {
  for (const command of ['dev', 'slack']) {
    expect(await pod.run({ args: [command] })).toEqual({
      code: 1,
      output: expect.stringContaining('docker build --target dev'),
    });
  }
});
