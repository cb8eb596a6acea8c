import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Havoc } from '../../src/client/index.js';
import { readConfig } from '../../src/config.js';
import type { Database } from '../../src/db/index.js';
import { createLogger } from '../../src/log/index.js';
import { type Sidecar, startSidecar } from '../../src/main.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { type SocketSlack, startSocketSlack } from './socket-slack.js';
import { APP_TOKEN } from './socket-stage.js';

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

let folder: string;
let store: OpenTestDatabase;
let database: Database;
let slack: SocketSlack;
let sidecars: Sidecar[];
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-'));
  store = await openTestDatabase();
  database = store.database;
  slack = await startSocketSlack();
  sidecars = [];
  lines = [];
});
afterEach(async () => {
  for (const sidecar of sidecars) await sidecar.stop();
  await slack.close();
  await store.close();
  await rm(folder, { recursive: true });
});

/** Starts a sidecar whose only ingress door is Socket Mode. */
async function start(environment: Record<string, string> = {}): Promise<Sidecar> {
  const config = readConfig({
    DATABASE_URL: store.url,
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: slack.apiUrl,
    HAVOC_ADDRESS: `unix:${join(folder, `${sidecars.length}.sock`)}`,
    HAVOC_OPS_HOST: '127.0.0.1',
    HAVOC_OPS_PORT: '0',
    HAVOC_DRAIN_MS: '5000',
    ...environment,
  });
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const sidecar = await startSidecar(config, log);
  sidecars.push(sidecar);
  return sidecar;
}

async function readiness({ opsUrl }: Sidecar): Promise<{ status: number; socket: string }> {
  const response = await fetch(`${opsUrl}/readyz`);
  const { socket } = (await response.json()) as { socket: string };
  return { status: response.status, socket };
}

async function slotHolders(): Promise<number> {
  const { rows } = await database.pool.query(
    'select count(distinct holder)::int as holders from havoc_internal.socket_slot where until > now() and up',
  );
  return rows[0].holders;
}

const command = (envelope_id: string) => ({
  type: 'slash_commands',
  envelope_id,
  accepts_response_payload: true,
  payload: { command: '/hello', text: 'world', trigger_id: envelope_id, team_id: 'T1', user_id: 'U1' },
});

test('with only an app-level token, an app gets Slack’s payloads and answers them, without an HTTP listener', async () => {
  const sidecar = await start();
  expect(sidecar.publicUrl).toBeUndefined();
  const app = new Havoc({ address: sidecar.grpcAddress, log: QUIET });
  app.command('/hello', async ({ command: given, reply }) =>
    reply({ text: `Hello ${given.text}`, blocks: [] }),
  );
  await app.start();
  await until(async () => (await readiness(sidecar)).socket.startsWith('ok: 2 of 2'));
  expect(await slack.push(command('1'))).toEqual({
    envelope_id: '1',
    payload: { text: 'Hello world', blocks: [] },
  });
  const metrics = await (await fetch(`${sidecar.opsUrl}/metrics`)).text();
  expect(metrics).toMatch(/^havoc_socket_connections 2$/m);
  expect(metrics).toMatch(/^havoc_socket_connections_up 2$/m);
  await app.stop();
});

test('neither the token nor the WebSocket addresses are logged or stored', async () => {
  const sidecar = await start();
  await until(async () => (await readiness(sidecar)).status === 200 && slack.sockets.size === 2);
  await sidecar.stop();
  const { rows } = await database.pool.query(
    `select count(*)::int as kept, string_agg(convert_from(response, 'UTF8'), '') as said
     from havoc_internal.traffic where name = 'apps.connections.open'`,
  );
  expect(rows[0].kept).toBe(2);
  expect(`${lines.join('')}${rows[0].said}`).not.toMatch(/xapp-|ticket=\d/);
  sidecars = [];
});

test('two sidecars have a connection each, and both get the replies of an app on one of them', async () => {
  const [one, two] = [await start(), await start()];
  await until(async () => (await slotHolders()) === 2 && slack.sockets.size === 2);
  const app = new Havoc({ address: one?.grpcAddress, log: QUIET });
  app.command('/hello', async ({ reply }) => reply('hi'));
  await app.start();
  const [first, second] = slack.sockets;
  first?.send(JSON.stringify(command('1')));
  second?.send(JSON.stringify(command('2')));
  await until(() => slack.acknowledged.length === 2);
  for (const envelope_id of ['1', '2']) {
    expect(slack.find(envelope_id)).toEqual({ envelope_id, payload: { text: 'hi' } });
  }
  await two.stop();
  sidecars = [one];
  await until(async () => (await readiness(one)).socket.startsWith('ok: 2 of 2'));
  await app.stop();
});

test.each([
  ['true', 503],
  ['false', 200],
])(
  'with HAVOC_READINESS_STRICT=%s, a sidecar that Slack refuses answers /readyz with %d and the reason',
  async (strict, status) => {
    slack.answers.push(...Array.from({ length: 9 }, () => ({ body: { ok: false, error: 'invalid_auth' } })));
    const sidecar = await start({ HAVOC_READINESS_STRICT: strict });
    await until(async () => /^0 of 2 .*invalid_auth/.test((await readiness(sidecar)).socket));
    expect(await readiness(sidecar)).toEqual({
      status,
      socket: expect.stringMatching(/^0 of 2 .*SLACK_APP_TOKEN/),
    });
  },
);
