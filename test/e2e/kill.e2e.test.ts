import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { openDatabase } from '../../src/db/index.js';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { createTestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';

const EVENTS = 200;

let local: LocalSlack;
let sidecar: TestProcess;
let app: TestProcess;
let environment: Record<string, string>;
let drop: () => Promise<void>;

beforeEach(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  local = await startLocalSlack({ retryDelaysMs: [100, 500, 1_500, 3_000, 6_000, 12_000] });
  const [http, ops, grpc] = await freePorts(3);
  environment = {
    DATABASE_URL: database.url,
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_TOKEN: local.botToken,
    SLACK_API_URL: local.apiUrl,
    HAVOC_ADDRESS: `127.0.0.1:${grpc}`,
    HAVOC_HTTP_PORT: `${http}`,
    HAVOC_OPS_PORT: `${ops}`,
    HAVOC_LOG_LEVEL: 'error',
    HAVOC_LEASE_MS: '2000',
    HAVOC_UNHANDLED_AFTER_MS: '0',
  };
  sidecar = startSidecar();
  await until(isReady, 20_000);
  app = startApp();
  await local.configure({ requestUrl: `http://127.0.0.1:${http}/slack/events` });
});

afterEach(async () => {
  await app.end('SIGKILL');
  await sidecar.end('SIGKILL');
  await local.close();
  await drop();
});

const startSidecar = () => run('dist/cli/bin.js', ['serve'], environment);
const startApp = () => run('test/e2e/answering-app.js', [], environment);

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

const handled = () =>
  new Set(local.messages('#general').flatMap(({ text }) => /^done (\d+)$/.exec(text)?.[1] ?? []));

/** The mentions, by their numbers, for which the local Slack got a 200. */
function acknowledged(): Set<string> {
  const taken = local.pushes(({ attempts }) => attempts.some(({ status }) => status === 200));
  return new Set(taken.flatMap(({ body }) => /"text":"<@\w+> (\d+)"/.exec(JSON.stringify(body))?.[1] ?? []));
}

async function mention(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    await local.as('ana').post('#general', `<@${local.botUserId}> ${number}`);
  }
}

test('an app that is killed amid 200 events has handled all of them after its restart', async () => {
  await mention(0, EVENTS / 2);
  await until(() => handled().size > 20);
  await app.end('SIGKILL');
  const before = handled().size;
  await mention(EVENTS / 2, EVENTS);
  expect(before).toBeLessThan(EVENTS);
  app = startApp();
  await until(() => handled().size === EVENTS, 30_000);
});

test('a sidecar that is killed amid 200 events: every event that got a 200 is handled', async () => {
  await mention(0, EVENTS / 2);
  await until(() => acknowledged().size > 20);
  await sidecar.end('SIGKILL');
  await mention(EVENTS / 2, EVENTS);
  sidecar = startSidecar();
  await until(() => acknowledged().size === EVENTS, 30_000);
  await until(() => [...acknowledged()].every((number) => handled().has(number)), 30_000);
  expect(handled().size).toBe(EVENTS);
});

test('a sidecar that is told to stop drains, and leaves no envelope under a lease', async () => {
  await mention(0, 50);
  await until(() => handled().size > 5);
  expect(await sidecar.end('SIGTERM')).toBe(0);
  expect(sidecar.output()).toBe('');
  const database = openDatabase({ url: environment.DATABASE_URL ?? '' });
  const leased = 'select 1 from havoc_internal.unsettled where lease is not null';
  expect((await database.pool.query(leased)).rows).toEqual([]);
  await database.close();
});
