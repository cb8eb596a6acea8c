import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createListener, type Database, type Listener, type ListenerOptions } from '../../src/db/index.js';
import { createLogger } from '../../src/log/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { type CuttableProxy, startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';

const log = createLogger({ level: 'silent' });

let created: OpenTestDatabase;
let database: Database;
let proxy: CuttableProxy;
let listeners: Listener[];

beforeAll(async () => {
  created = await openTestDatabase();
  database = created.database;
});

afterAll(async () => {
  await created.close();
});

beforeEach(async () => {
  const { hostname, port } = new URL(created.url);
  proxy = await startProxy({ host: hostname, port: Number(port) });
  listeners = [];
});

afterEach(async () => {
  for (const listener of listeners) await listener.stop();
  proxy.close();
});

function listenTo({ query = '', ...options }: Partial<ListenerOptions> & { query?: string } = {}): Listener {
  const url = new URL(created.url);
  url.hostname = '127.0.0.1';
  url.port = `${proxy.port}`;
  const listener = createListener({ url: `${url.href}${query}`, log, ...options });
  listeners.push(listener);
  return listener;
}

const say = (channel: string, payload: string) =>
  database.pool.query('select pg_notify($1, $2)', [channel, payload]);

test('receives the payloads of channels that were added before and after connecting', async () => {
  const listener = listenTo();
  const heard: string[] = [];
  listener.listen('early', (payload) => heard.push(`1 ${payload}`));
  listener.listen('early', (payload) => heard.push(`2 ${payload}`));
  await until(() => listener.isConnected());
  listener.listen('Late "and" odd', (payload) => heard.push(`3 ${payload}`));
  await say('early', 'a');
  await until(async () => {
    await say('Late "and" odd', 'b');
    return heard.includes('3 b');
  });
  expect(heard.slice(0, 3)).toEqual(['1 a', '2 a', '3 b']);
});

test('reconnects by itself after a long outage, and reports it', async () => {
  const listener = listenTo();
  const heard: string[] = [];
  let connections = 0;
  listener.onConnected(() => connections++);
  listener.listen('news', (payload) => heard.push(payload));
  await until(() => listener.isConnected());
  proxy.cut();
  await until(() => !listener.isConnected());
  await say('news', 'lost');
  proxy.restore();
  await until(() => listener.isConnected());
  await say('news', 'heard');
  await until(() => heard.length > 0);
  expect([heard, connections]).toEqual([['heard'], 2]);
});

test('reconnects after the server ends the connection', async () => {
  const listener = listenTo();
  await until(() => listener.isConnected());
  const again = new Promise<void>((resolve) => listener.onConnected(resolve));
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'havoc listener' and datname = current_database()`,
  );
  await again;
  expect(listener.isConnected()).toBe(true);
});

test('keeps trying while a file for TLS is missing, as when it is replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-listen-'));
  const file = join(folder, 'ca.pem');
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  // pg reads the file even if the connection does not need it.
  const listener = listenTo({
    query: `?sslmode=disable&sslrootcert=${file}`,
    log: createLogger({ level: 'warn', destination }),
  });
  expect(lines).toEqual([expect.stringContaining('ENOENT')]);
  await writeFile(file, '');
  await until(() => listener.isConnected());
  await rm(folder, { recursive: true });
});

test('a connection that stops responding is detected and replaced', async () => {
  const listener = listenTo({ checkMs: 20, connectWaitMs: 200 });
  await until(() => listener.isConnected());
  const again = new Promise<void>((resolve) => listener.onConnected(resolve));
  proxy.hush();
  await until(() => !listener.isConnected());
  proxy.restore();
  await again;
  expect(listener.isConnected()).toBe(true);
});

test('stops even if the connection has stopped responding', async () => {
  const listener = listenTo();
  await until(() => listener.isConnected());
  proxy.hush();
  await listener.stop();
  expect(listener.isConnected()).toBe(false);
});

test.each(['after connecting', 'before connecting', 'during an outage'])('stops %s', async (when) => {
  if (when === 'during an outage') proxy.cut();
  const listener = listenTo();
  await until(() => when !== 'after connecting' || listener.isConnected());
  await listener.stop();
  expect(listener.isConnected()).toBe(false);
  await until(async () => (await connections()) === 0);
});

async function connections(): Promise<number> {
  const { rowCount } = await database.pool.query(
    "select from pg_stat_activity where application_name = 'havoc listener' and datname = current_database()",
  );
  return rowCount ?? 0;
}
