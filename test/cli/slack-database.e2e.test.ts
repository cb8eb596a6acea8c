import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalSlack } from '../../src/local-slack/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';

let database: TestDatabase;
let folder: string;
let slack: TestProcess;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'slack-'));
});
afterEach(async () => {
  await slack.end('SIGKILL');
  await database.drop();
  await rm(folder, { recursive: true });
});

const command = (...args: string[]) => run('dist/cli/bin.js', ['slack', ...args], {});

async function start(...args: string[]): Promise<void> {
  slack = command('--port', '0', '--database', database.url, ...args);
  await slack.line(/Ctrl-C ends it/);
}

async function call(method: string, args: Record<string, string>) {
  const [, url] = /SLACK_API_URL=(\S+)/.exec(slack.output()) ?? [];
  const headers = { authorization: 'Bearer xoxb-local-bot' };
  const response = await fetch(`${url}${method}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(args),
  });
  return Object(await response.json());
}

async function texts(): Promise<string[]> {
  const { messages } = await call('conversations.history', { channel: 'C0LOCAL001' });
  return messages.map(({ text }: { text: string }) => text);
}

test('keeps the world after kill -9, until --reset', async () => {
  await start();
  expect(await call('chat.postMessage', { channel: 'C0LOCAL001', text: 'kept' })).toMatchObject({ ok: true });
  await slack.end('SIGKILL');
  await start();
  expect(await texts()).toEqual(['kept']);
  await slack.end('SIGTERM');
  await start('--reset');
  expect(await texts()).toEqual([]);
});

test('refuses a world that another process runs', async () => {
  await start();
  const other = command('--port', '0', '--database', database.url);
  expect(await other.exited).toMatchObject({ code: 1 });
  expect(other.output()).toContain('Only one process at a time can use a world.');
});

test('starts from a seed, exports the world, and tests start from the file', async () => {
  const seed = join(folder, 'seed.yaml');
  const world = join(folder, 'world.ndjson');
  await writeFile(
    seed,
    `
team: { name: Acme, domain: acme }
people: [{ name: eve, real_name: Eve Moreau }]
channels: [{ name: lobby, with_bot: true }]
messages: [{ channel: lobby, by: eve, text: planted }]
`,
  );
  await start('--seed', seed);
  expect(await texts()).toEqual(['planted']);
  await slack.end('SIGTERM');
  expect(await command('export', world, '--database', database.url).exited).toMatchObject({ code: 0 });
  const local = await startLocalSlack({ world });
  expect(local.messages('#lobby')).toMatchObject([{ text: 'planted', user: local.user('eve').id }]);
  await local.close();
  await start('--reset');
  await slack.end('SIGTERM');
  expect(await command('import', world, '--database', database.url).exited).toMatchObject({ code: 0 });
  await start();
  expect(await texts()).toEqual(['planted']);
});
