import { once } from 'node:events';
import { access, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { isAlive } from '../../src/base/index.js';
import { makeDataFolder } from '../support/data-folder.js';
import { withClient } from '../support/database.js';
import { listens } from '../support/listens.js';
import { run, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';

let dataDir: string;
let dev: TestProcess;

async function start(...options: string[]): Promise<void> {
  const command = [
    'dev',
    '--slack-port',
    '0',
    '--app-name',
    'Poll',
    '--command',
    '/poll Lunch? pizza sushi',
    '--data-dir',
    dataDir,
    ...options,
    '--',
    process.execPath,
    'test/e2e/answering-app.js',
  ];
  dev = run('dist/cli/bin.js', command, { HAVOC_ADDRESS: `unix:${dataDir}/havoc.sock` });
  await until(() => /Connected to the havoc sidecar/.test(dev.output()), 60_000);
}

beforeAll(async () => {
  dataDir = await makeDataFolder();
});
beforeEach(() => start());
afterEach(() => dev.end('SIGKILL'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const found = (pattern: RegExp) => pattern.exec(dev.output())?.[1] ?? '';
const postgresPort = () => Number(found(/PostgreSQL is ready on 127\.0\.0\.1:(\d+)/));
const appPid = () => Number(found(/app │ my pid is (\d+)/));

test('prints the addresses of all parts, and what to try', async () => {
  expect(dev.output()).toMatch(/havoc is up after \d+\.\d s\./);
  const page = await fetch(found(/Slack {7}(http:\S+)/));
  expect(await page.text()).toContain('<!doctype html>');
  const health = await fetch(found(/health {6}(http:\S+)/));
  expect(health.status).toBe(200);
  expect(found(/install {5}(http:\S+)/)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/slack\/install$/);
  expect(dev.output()).toMatch(/try:\n\n {2}@Poll hello\n {2}\/poll Lunch\? pizza sushi\n/);
  expect(dev.output()).toContain(`node dist/cli/bin.js traffic tail --address unix:${dataDir}/havoc.sock`);
});

test('other commands find a running havoc dev without an address, until it ends', async () => {
  const command = (...args: string[]) =>
    run('dist/cli/bin.js', args, { HAVOC_DATA_DIR: dataDir }).exited.then(({ code }) => code);
  expect(await Promise.all([command('health'), command('call', 'auth.test')])).toEqual([0, 0]);
  await dev.end('SIGTERM');
  await expect(access(`${dataDir}/dev.json`)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('commands for installations find its database and its key, whether it runs or not', async () => {
  const command = async (...args: string[]) => {
    const process = run('dist/cli/bin.js', ['installations', ...args], { HAVOC_DATA_DIR: dataDir });
    const { code } = await process.exited;
    return { code, output: process.output() };
  };
  const [given, exported] = [`${dataDir}/given.jsonl`, `${dataDir}/exported.jsonl`];
  await writeFile(given, JSON.stringify({ team_id: 'T1', bot_token: 'xoxb-1', installed_at: '2024-01-01' }));
  expect(await command('import', given)).toMatchObject({ code: 0 });
  expect((await stat(`${dataDir}/encryption-keys`)).mode & 0o777).toBe(0o600);
  await dev.end('SIGTERM');
  expect(await command('export', exported)).toMatchObject({ code: 0 });
  expect(await readFile(exported, 'utf8')).toContain('xoxb-1');
  expect(await command('import', given)).toMatchObject({ output: expect.stringContaining('1 skipped') });
});

test('serves gRPC reflection to tools', async () => {
  const client = new Client(`unix:${dataDir}/havoc.sock`, credentials.createInsecure());
  const same = (bytes: Buffer) => bytes;
  const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
  const stream = client.makeBidiStreamRequest(path, same, same);
  // ServerReflectionRequest { list_services = 7: "" }
  stream.end(Buffer.from([0x3a, 0x00]));
  const [answer] = await once(stream, 'data');
  expect(String(answer)).toContain('havoc.slack.chat.v1.Chat');
  stream.resume();
  await once(stream, 'end');
  client.close();
});

test('keeps the world and its events after a crash, until --reset', async () => {
  const password = await readFile(`${dataDir}/postgres/password`, 'utf8');
  const envelopes = () =>
    withClient(
      `postgresql://postgres:${password}@127.0.0.1:${postgresPort()}/havoc_local`,
      async (client) => {
        const { rowCount } = await client.query('select from havoc_internal.envelope');
        return rowCount;
      },
    );
  const call = async (method: string, args: Record<string, string>) => {
    const response = await fetch(`${found(/Slack {7}(http:\S+)/)}/api/${method}`, {
      method: 'POST',
      headers: { authorization: 'Bearer xoxp-local-ana' },
      body: new URLSearchParams({ channel: 'C0LOCAL001', ...args }),
    });
    return Object(await response.json());
  };
  const texts = async () => {
    const { messages } = await call('conversations.history', {});
    return messages.map(({ text }: { text: string }) => text);
  };
  await dev.end('SIGTERM');
  await start('--reset');
  await call('chat.postMessage', { text: 'hi' });
  await until(async () => (await envelopes()) === 1);
  await dev.end('SIGKILL');
  await start();
  expect(await texts()).toEqual(['hi']);
  expect(await envelopes()).toBe(1);
  await dev.end('SIGTERM');
  await start('--reset');
  expect(await texts()).toEqual([]);
  expect(await envelopes()).toBe(0);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('leaves no process behind after %s', async (signal) => {
  const [port, pid] = [postgresPort(), appPid()];
  expect([await listens(port), isAlive(pid)]).toEqual([true, true]);
  const code = await dev.end(signal);
  expect(code).toBe(signal === 'SIGKILL' ? null : 0);
  await until(async () => !(await listens(port)) && !isAlive(pid));
});
