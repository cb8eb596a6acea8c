import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Seed,
  type ServedSlack,
  type ServeOptions,
  serveLocalSlack,
} from '../../src/local-slack/index.js';
import { closeServer, listen } from '../../src/local-slack/listen.js';
import { keyOf } from '../../src/local-slack/store/collection.js';
import { apps, tokens } from '../../src/local-slack/world/collections.js';
import { exportWorld } from '../../src/local-slack/world/export-world.js';
import { createScene } from './support/scene.js';

const open: ServedSlack[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serve(options: ServeOptions): Promise<ServedSlack> {
  const local = await serveLocalSlack(options);
  open.push(local);
  return local;
}

const seed: Seed = {
  team: { name: 'Acme', domain: 'acme' },
  people: [{ name: 'ana', real_name: 'Ana F' }],
  channels: [{ name: 'general', with_bot: true }],
  apps: [
    {
      name: 'Todo',
      commands: [{ command: '/todo', usage_hint: 'add milk' }],
      doors: ['socket'],
      app_token: 'xapp-todo',
      signing_secret: 'secret',
      bot_token: 'xoxb-todo',
    },
  ],
};

test('options that are left out keep what the seed says about the first app', async () => {
  expect(await serve({ seed })).toMatchObject({
    appName: 'Todo',
    commands: [{ command: '/todo', usage_hint: 'add milk' }],
    doors: ['socket'],
    requestUrls: {},
    appToken: 'xapp-todo',
    signingSecret: 'secret',
    botToken: 'xoxb-todo',
    isNew: true,
  });
});

test('options about the first app go before the seed', async () => {
  const local = await serve({
    seed,
    appName: 'List',
    commands: ['/list'],
    doors: ['http'],
    requestUrl: 'http://127.0.0.1:1/x',
    appToken: 'xapp-list',
    signingSecret: 'other',
    botToken: 'xoxb-list',
  });
  expect(local).toMatchObject({
    appName: 'List',
    commands: [{ command: '/list' }],
    doors: ['http'],
    requestUrls: { all: 'http://127.0.0.1:1/x' },
    appToken: 'xapp-list',
    signingSecret: 'other',
    botToken: 'xoxb-list',
  });
  const auth = await fetch(`${local.apiUrl}auth.test`, { headers: { authorization: 'Bearer xoxb-list' } });
  expect(await auth.json()).toMatchObject({ ok: true, user: 'list' });
});

test('starts with an exported world, which is not a new one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-serve-'));
  const { store } = await createScene();
  await exportWorld(store, join(folder, 'a.world'), () => undefined);
  expect(await serve({ world: join(folder, 'a.world') })).toMatchObject({ isNew: false, appName: 'havoc' });
  await rm(folder, { recursive: true });
});

test('a token that expires is not one to configure an app with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-serve-'));
  const { store, world } = await createScene();
  await world.db.transact(async (transaction) => {
    const all = await transaction.list(apps, 'all', '');
    for (const { id } of all)
      for (const token of await transaction.list(tokens, 'installation', keyOf('T0LOCAL001', id)))
        transaction.put(tokens, { ...token, expires_at: Date.now() + 60_000 });
  });
  await exportWorld(store, join(folder, 'a.world'), () => undefined);
  expect((await serve({ world: join(folder, 'a.world') })).botToken).toBe('');
  await rm(folder, { recursive: true });
});

test('a seed with mistakes fails before anything is discarded', async () => {
  const said: string[] = [];
  const failed = serveLocalSlack({
    reset: true,
    seed: { ...seed, people: [] },
    onProgress: (line) => said.push(line),
  });
  await expect(failed).rejects.toMatchObject({ code: 'local_slack.bad_seed' });
  expect(said).toEqual([]);
});

test('a port in use fails before anything is discarded', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const said: string[] = [];
  const { port } = other.address() as AddressInfo;
  const failed = serveLocalSlack({ reset: true, port, onProgress: (line) => said.push(line) });
  await expect(failed).rejects.toMatchObject({ code: 'local_slack.port_taken' });
  expect(said).toEqual([]);
  other.close();
});

test('requests that come too early are answered', async () => {
  const { listener, url, serve: handle } = await listen(0, '127.0.0.1');
  const early = await fetch(url);
  expect([early.status, await early.text()]).toEqual([503, 'The local Slack is starting.']);
  handle((_request, response) => void response.end('ready'));
  expect(await (await fetch(url)).text()).toBe('ready');
  await closeServer(listener);
});
