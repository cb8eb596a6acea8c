import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import type { Act, Frame, Result, Update } from '../../src/local-slack/protocol.js';
import { until } from '../support/until.js';

let local: LocalSlack;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  local = await startLocalSlack({ pageFolder: folder });
});
afterEach(async () => {
  await local.close();
  await rm(folder, { recursive: true });
});

/** Connects like a page that acts as a person, without a browser. */
async function openPage(name = 'ana') {
  const url = `${local.url.replace('http', 'ws')}/live?as=${local.user(name).id}`;
  const socket = new WebSocket(url, { origin: local.url });
  const updates: Update[] = [];
  const waiting = new Map<number, (result: Result) => void>();
  let nextId = 1;
  const snapshot = await new Promise<Frame>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const frame: Frame = JSON.parse(String(data));
      if (frame.type === 'result') waiting.get(frame.id)?.(frame.result);
      if (frame.type === 'change') updates.push(...frame.updates);
      resolve(frame);
    });
  });
  const act = (one: Act): Promise<Result> =>
    new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, act: one }));
    });
  return { socket, snapshot, updates, act };
}

test('a page first receives what its person can see', async () => {
  await local.as('ana').post('#general', 'hi');
  const { snapshot, act } = await openPage();
  expect(snapshot).toMatchObject({
    type: 'snapshot',
    snapshot: {
      you: local.user('ana').id,
      team: { name: 'Lighthouse' },
      workspaces: [{ name: 'Lighthouse' }],
      apps: [{ name: 'havoc', bot_user_id: local.botUserId }],
      users: [{ name: 'ana' }, {}, {}, { name: 'dmitri' }, { is_bot: true }],
      presence: { [local.user('dmitri').id]: 'away' },
      channels: [{ name: 'general' }, {}, {}, { name: 'leads', is_private: true }],
    },
  });
  expect(await act({ type: 'read_channel', channel: local.channel('general').id })).toMatchObject({
    messages: [{ message: { text: 'hi' } }],
  });
});

test('other pages see an act, and its updates come before its result', async () => {
  const one = await openPage();
  const other = await openPage('ben');
  const channel = local.channel('general').id;
  const { ts = '' } = await one.act({ type: 'post', channel, text: 'hi @ben' });
  expect(one.updates.at(-1)).toMatchObject({
    type: 'message',
    channel,
    message: { ts, text: `hi <@${local.user('ben').id}>` },
  });
  await other.act({ type: 'react', channel, ts, name: 'wave' });
  await other.act({ type: 'post', channel, text: 'yes', thread_ts: ts });
  await one.act({ type: 'edit', channel, ts, text: 'hello' });
  await one.act({ type: 'delete', channel, ts });
  await until(() => other.updates.at(-1)?.type === 'message_deleted');
  const seen = other.updates.map((update) => update.type);
  expect(seen).toEqual(['message', 'message', 'message', 'message', 'message', 'message_deleted']);
  expect(other.updates.at(-2)).toMatchObject({
    message: { text: 'hello', reply_count: 1, reactions: [{ name: 'wave', count: 1 }] },
  });
});

test.each<[string, Act, Result]>([
  [
    'an unknown channel',
    { type: 'post', channel: 'C404', text: 'x' },
    { ok: false, error: 'channel_not_found', text: expect.any(String) },
  ],
  [
    'a command in an unknown channel',
    { type: 'command', channel: '#', command: '/x', text: '' },
    { ok: false, error: 'channel_not_found', text: expect.any(String) },
  ],
  [
    'a view that is not open',
    { type: 'close_view', view_id: 'V404' },
    { ok: false, error: 'not_found', text: expect.any(String) },
  ],
  [
    'an unknown act',
    JSON.parse('{"type":"dance"}'),
    { ok: false, error: 'unknown_act', text: expect.any(String) },
  ],
])('%s gives an error result and does not end the connection', async (_what, one, result) => {
  const page = await openPage();
  expect(await page.act(one)).toEqual(result);
  expect(await page.act({ type: 'open_dm', users: [local.botUserId] })).toMatchObject({ ok: true });
});

test('channels, users and changed apps come as updates', async () => {
  const page = await openPage();
  const { channel = '' } = await page.act({ type: 'create_channel', name: 'new' });
  await local.configure({ commands: ['/poll'] });
  await local.changeProfile('ana', { title: 'CEO' });
  await page.act({ type: 'join', channel });
  expect(page.updates).toMatchObject([
    { type: 'channel', channel: { id: channel, name: 'new' } },
    { type: 'app', app: { name: 'havoc', commands: [{ command: '/poll' }] } },
    { type: 'user', user: { profile: { title: 'CEO' } } },
  ]);
});

test.each([
  ['without a person', ''],
  ['with an unknown person', '?as=U404'],
])('a page %s acts as the first person', async (_what, query) => {
  const socket = new WebSocket(`${local.url.replace('http', 'ws')}/live${query}`);
  const [data] = await once(socket, 'message');
  expect(JSON.parse(String(data))).toMatchObject({ snapshot: { you: local.user('ana').id } });
  socket.terminate();
});

test('a page from another origin is refused', async () => {
  const socket = new WebSocket(local.url.replace('http', 'ws').concat('/live'), {
    origin: 'https://evil.example',
  });
  const failure = await new Promise<Error>((resolve) => socket.on('error', resolve));
  expect(failure.message).toContain('403');
});

test('a page receives a close frame when the local Slack closes', async () => {
  const { socket } = await openPage();
  const [[code]] = await Promise.all([once(socket, 'close'), local.close()]);
  expect(code).toBe(1000);
});

test('an invalid request ends the connection', async () => {
  const { socket } = await openPage();
  socket.send('nonsense');
  expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1003);
});

describe('files', () => {
  const get = async (path: string) => {
    const response = await fetch(local.url + path);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  test('if the page is not built, a text says how to build it', async () => {
    expect(await get('/')).toMatchObject({
      status: 503,
      text: expect.stringContaining('npm run build:page'),
    });
  });

  test('every path serves the page, except for the paths of files', async () => {
    await writeFile(join(folder, 'index.html'), '<p>page');
    await writeFile(join(folder, 'app.js'), '1');
    expect(await get('/')).toEqual({ status: 200, type: 'text/html; charset=utf-8', text: '<p>page' });
    expect(await get('/archives/C1/p1')).toMatchObject({ text: '<p>page' });
    expect(await get('/app.js')).toMatchObject({ type: 'text/javascript; charset=utf-8', text: '1' });
    expect(await get('/other.js')).toMatchObject({ status: 404 });
    expect(await get('/..%2f..%2fpackage.json')).toMatchObject({ status: 404 });
  });

  test('avatars show initials', async () => {
    const { profile } = local.user('ana');
    expect(await get(new URL(profile.image_72).pathname)).toMatchObject({
      status: 200,
      type: 'image/svg+xml',
      text: expect.stringContaining('>AF<'),
    });
  });
});
