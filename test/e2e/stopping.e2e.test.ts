import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Database, openDatabase } from '../../src/db/index.js';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { createTestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';

/** Whatever else the machine does meanwhile. */
const PATIENCE_MS = 30_000;

let local: LocalSlack;
let database: Database;
let sidecar: TestProcess;
let app: TestProcess;
let environment: Record<string, string>;
let drop: () => Promise<void>;

beforeEach(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase({ url: created.url });
  local = await startLocalSlack({ retryDelaysMs: [100, 500, 1_500, 3_000, 6_000] });
  const [http, ops, grpc] = await freePorts(3);
  environment = {
    DATABASE_URL: created.url,
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_TOKEN: local.botToken,
    SLACK_API_URL: local.apiUrl,
    HAVOC_ADDRESS: `127.0.0.1:${grpc}`,
    HAVOC_HTTP_PORT: `${http}`,
    HAVOC_OPS_PORT: `${ops}`,
    HAVOC_LOG_LEVEL: 'error',
    HAVOC_DRAIN_MS: '60000',
  };
});

async function start(leaseMs: number): Promise<void> {
  environment.HAVOC_LEASE_MS = `${leaseMs}`;
  sidecar = run('dist/cli/bin.js', ['serve'], environment);
  await until(isReady, PATIENCE_MS);
  app = run('test/e2e/answering-app.js', [], environment);
  await local.configure({ requestUrl: `http://127.0.0.1:${environment.HAVOC_HTTP_PORT}/slack/events` });
}

afterEach(async () => {
  await app.end('SIGKILL');
  await sidecar.end('SIGKILL');
  await local.close();
  await database.close();
  await drop();
});

async function isReady(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${environment.HAVOC_OPS_PORT}/readyz`).catch(() => undefined);
  return answer?.status === 200;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

/** What the app has answered, each as often as it did. */
const answers = () => local.messages('#general').flatMap(({ text }) => /^done (\d+)$/.exec(text)?.[1] ?? []);

async function mention(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    await local.as('ana').post('#general', `<@${local.botUserId}> ${number}`);
  }
}

async function unsettled(condition: string): Promise<number> {
  const { rows } = await database.pool.query(
    `select attempt from havoc_internal.unsettled where name = 'app_mention' and ${condition}`,
  );
  return rows.length;
}

test('an app that is frozen is not handed the same again and again, and goes on when it thaws', async () => {
  const leaseMs = 1_000;
  await start(leaseMs);
  await mention(0, 1);
  await until(() => answers().length === 1, PATIENCE_MS);
  app.kill('SIGSTOP');
  await mention(1, 4);
  // What it had was due again for three leases; it was tried with no more than one of them, now and then.
  await until(
    async () => (await unsettled(`not_before < now() - interval '${3 * leaseMs} milliseconds'`)) > 0,
    PATIENCE_MS,
  );
  expect(await unsettled('attempt > 2')).toBeLessThanOrEqual(1);
  app.kill('SIGCONT');
  await until(() => new Set(answers()).size === 4, PATIENCE_MS);
  await until(async () => (await unsettled('true')) === 0);
});

test('what is done when the sidecar is told to stop is not done again', async () => {
  await start(60_000);
  await mention(0, 60);
  await until(() => answers().length > 5, PATIENCE_MS);
  expect(await sidecar.end('SIGTERM')).toBe(0);
  sidecar = run('dist/cli/bin.js', ['serve'], environment);
  await until(() => new Set(answers()).size === 60, PATIENCE_MS);
  await until(async () => (await unsettled('true')) === 0);
  expect(answers()).toHaveLength(60);
});

test('a second signal has a sidecar give back what an app still holds', async () => {
  await start(60_000);
  await mention(0, 1);
  await until(() => answers().length === 1, PATIENCE_MS);
  await until(async () => (await unsettled('true')) === 0);
  app.kill('SIGSTOP');
  await mention(1, 2);
  await until(async () => (await unsettled('lease is not null')) === 1);
  sidecar.kill('SIGTERM');
  await until(async () => !(await isReady()));
  expect(await sidecar.end('SIGTERM')).toBe(0);
  expect(await unsettled('lease is null')).toBe(1);
});
