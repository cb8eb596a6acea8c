import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Havoc } from '../../src/client/index.js';
import { createRecordedLog } from '../client/recorded-log.js';
import { run } from '../support/process.js';
import { findSnippet } from '../support/snippets.js';
import { startStack } from '../support/stack.js';

interface Printed {
  code: number;
  manifest: string;
  said: string;
}

function manifest(...args: string[]): Promise<Printed> {
  const theSidecars = { SLACK_BOT_TOKEN: 'xoxb-never-the-apps', HAVOC_GRPC_CA: '/nowhere.pem' };
  const env = { PATH: process.env.PATH, ...theSidecars };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/bin.js', 'manifest', ...args], { env }, (failure, stdout, stderr) =>
      resolve({ code: Number(failure?.code ?? 0), manifest: stdout, said: stderr }),
    );
  });
}

const LISTENING = ['--', process.execPath, 'test/cli/listening-app.js'];

test('the poll app has the manifest that the documentation shows', async () => {
  const printed = await manifest('--url', 'https://YOUR-HOST', '--', 'node', 'examples/poll/dist/main.js');
  expect(printed).toMatchObject({ code: 0, said: expect.not.stringContaining('Note:') });
  expect(printed.manifest).toBe(findSnippet('docs/real-workspace.md', 'yaml', 'display_information:'));
});

test('the manifest has listeners that are added later, and notes go to standard error', async () => {
  const {
    code,
    manifest: json,
    said,
  } = await manifest('--url', 'https://a.example/x/', '--json', ...LISTENING);
  expect(code).toBe(0);
  expect(JSON.parse(json)).toMatchObject({
    display_information: { name: 'Listening' },
    settings: {
      event_subscriptions: { request_url: 'https://a.example/x/slack/events', bot_events: ['pin_added'] },
      interactivity: { message_menu_options_url: 'https://a.example/x/slack/options' },
    },
  });
  expect(said).toContain('Note: /^team_join/ does not name one event');
  expect(said).toContain('app │ it has no token');
});

test('takes a name and a description, and has no URLs for Socket Mode', async () => {
  const words = ['--name', 'Ticket desk', '--description', 'Keeps tickets', '--json'];
  const { manifest: json } = await manifest('--socket-mode', ...words, ...LISTENING);
  expect(JSON.parse(json)).toMatchObject({
    display_information: { name: 'Ticket desk', description: 'Keeps tickets' },
    features: { bot_user: { display_name: 'ticket-desk' } },
    settings: { socket_mode_enabled: true },
  });
  expect(json).not.toContain('url');
});

test('takes options for installing the app with OAuth', async () => {
  const redirects = ['https://a.example/slack/oauth_redirect', 'https://b.example/slack/oauth_redirect'];
  const { manifest: json, said } = await manifest(
    '--socket-mode',
    ...redirects.flatMap((url) => ['--redirect-url', url]),
    ...['files:read', 'files:write'].flatMap((scope) => ['--optional-scope', scope]),
    '--token-rotation',
    '--org-wide',
    '--json',
    ...LISTENING,
  );
  expect(JSON.parse(json)).toMatchObject({
    oauth_config: { redirect_urls: redirects, scopes: { bot_optional: ['files:read', 'files:write'] } },
    settings: {
      event_subscriptions: { bot_events: expect.arrayContaining(['tokens_revoked', 'team_access_granted']) },
      org_deploy_enabled: true,
      token_rotation_enabled: true,
    },
  });
  expect(said).toContain(`HAVOC_OAUTH_REDIRECT_URLS=${redirects.join(',')}`);
});

test('waits for an app that is started separately', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-manifest-'));
  const address = `unix:${folder}/havoc.sock`;
  const printing = run('dist/cli/bin.js', ['manifest', '--socket-mode', '--address', address], {});
  await printing.line(/Waiting for your app\. Start it with HAVOC_ADDRESS=unix:/);
  const havoc = new Havoc({ address, log: createRecordedLog(), name: hostname() });
  havoc.command('/there', () => {});
  await havoc.start();
  expect((await printing.exited).code).toBe(0);
  expect(printing.output()).toContain('- command: /there');
  expect(printing.output()).toContain('name: My app');
  await havoc.stop();
  await rm(folder, { recursive: true });
});

test('asks a running sidecar what its connected apps declare', async () => {
  const stack = await startStack();
  const { grpcAddress: address } = stack.sidecar();
  const ask = () => run('dist/cli/bin.js', ['manifest', '--socket-mode', '--address', address], {});
  const printing = ask();
  await printing.line(/No app is connected to the sidecar\. Waiting for one/);
  const [web, worker] = [stack.createApp({ name: 'Web' }), stack.createApp({ name: 'Worker' })];
  web.command('/there', () => {});
  await web.start();
  expect((await printing.exited).code).toBe(0);
  worker.event('pin_added', () => {});
  await worker.start();

  const again = ask();
  expect((await again.exited).code).toBe(0);
  expect(again.output()).toContain('- command: /there');
  expect(again.output()).toContain('- pin_added');
  await stack.stop();
});

test.each([
  ['neither a URL nor Socket Mode', [...LISTENING], 'Give either --url'],
  ['both', ['--socket-mode', '--url', 'https://a.example', ...LISTENING], 'Give either --url'],
  ['a URL that Slack does not call', ['--url', 'http://a.example', ...LISTENING], 'begins with https://'],
  [
    'a redirect URL that havoc does not serve',
    ['--socket-mode', '--redirect-url', 'https://a.example/oauth', ...LISTENING],
    'ends with /slack/oauth_redirect',
  ],
  ['an invalid URL', ['--url', 'a.example', ...LISTENING], 'begins with https://'],
  ['an app that does not exist', ['--socket-mode', '--', 'no-such-program'], 'could not be started'],
  [
    'an app that ends',
    ['--socket-mode', '--', process.execPath, '-e', 'process.exit(3)'],
    'ended with code 3',
  ],
  [
    'an app that declares nothing',
    ['--socket-mode', '--wait', '1', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)'],
    'No app declared its listeners within 1 s',
  ],
])('explains what is wrong with %s', async (_, args, message) => {
  expect(await manifest(...args)).toEqual({ code: 1, manifest: '', said: expect.stringContaining(message) });
});
