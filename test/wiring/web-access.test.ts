import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';
import { connect } from '../../src/ingress/socket/connection.js';
import { createFiles, createRespond } from '../../src/outbound/index.js';
import { createSlackCall, readSocketMessage } from '../../src/slack/index.js';
import { createWebAccess, type WebAccess } from '../../src/wiring/web-access.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';

/** Stands in for Slack, and records each request in `received`. */
let slack: Server;
let port: number;
let received: { method: string; url: string; type: string | undefined; body: string }[];
let proxy: ConnectProxy;
let opened: WebAccess[];

beforeEach(async () => {
  received = [];
  opened = [];
  slack = createServer(async (request: IncomingMessage, response) => {
    const { method = '', url = '', headers } = request;
    received.push({ method, url, type: headers['content-type'], body: await text(request) });
    const upload = { upload_url: 'http://slack.test/upload/1', file_id: 'F1', files: [{ id: 'F1' }] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, ...upload }));
  }).listen(0, '127.0.0.1');
  await once(slack, 'listening');
  port = (slack.address() as AddressInfo).port;
  proxy = await startConnectProxy(port);
});

afterEach(async () => {
  for (const access of opened) await access.close();
  await proxy.close();
  slack.closeAllConnections();
  slack.close();
});

function open(environment: Parameters<typeof createWebAccess>[0]): WebAccess {
  const access = createWebAccess(environment);
  opened.push(access);
  return access;
}

const apiUrl = 'http://slack.test/api/';
const installation = { team_id: 'T1' };
const findToken = async () => ({ token: 'xoxb-1', installation });
const context = () => ({ target: {}, signal: new AbortController().signal });

test('without a proxy, requests use Node.js’s own fetch', () => {
  expect(open({ NO_PROXY: 'x' })).toMatchObject({ fetch: globalThis.fetch, dispatcher: undefined });
});

test('calls go through the proxy, including files in forms', async () => {
  const { fetch } = open({ HTTP_PROXY: proxy.url });
  const call = createSlackCall({ apiUrl, fetch });
  const answer = await call({
    method: 'users.setPhoto',
    token: 'xoxb-1',
    args: { image: Buffer.from('photo') },
  });
  expect(answer).toMatchObject({ ok: true });
  expect(received).toEqual([
    {
      method: 'POST',
      url: '/api/users.setPhoto',
      type: expect.stringContaining('multipart/form-data; boundary='),
      body: expect.stringContaining('photo'),
    },
  ]);
  expect(proxy.targets).toEqual(['slack.test:80']);
});

test('responses to a response_url go through the proxy', async () => {
  const respond = createRespond({ apiUrl, record: () => {}, fetch: open({ HTTP_PROXY: proxy.url }).fetch });
  await respond('http://hooks.slack.test/actions/1', Buffer.from('{}'));
  expect(received).toMatchObject([{ method: 'POST', url: '/actions/1', body: '{}' }]);
  expect(proxy.targets).toEqual(['hooks.slack.test:80']);
});

test('files go through the proxy, both ways', async () => {
  const { fetch } = open({ HTTP_PROXY: proxy.url });
  const call = createSlackCall({ apiUrl, fetch });
  const send = ({ method, args }: { method: string; args: Record<string, unknown> }) =>
    call({ method, args });
  const files = createFiles({ send, findToken, apiUrl, record: () => {}, limitBytes: 1_000, fetch });
  async function* content() {
    yield Buffer.from('report');
  }
  await files.upload({ filename: 'a.txt', length: 6 }, content(), context());
  const { chunks } = await files.download({ url: 'http://slack.test/files-pri/F1' }, context());
  for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
  expect(received.map(({ method, url, body }) => [method, url, url === '/upload/1' ? body : ''])).toEqual([
    ['POST', '/api/files.getUploadURLExternal', ''],
    ['POST', '/upload/1', 'report'],
    ['POST', '/api/files.completeUploadExternal', ''],
    ['GET', '/files-pri/F1', ''],
  ]);
  expect(new Set(proxy.targets)).toEqual(new Set(['slack.test:80']));
});

test('Socket Mode goes through the proxy', async () => {
  const sockets = new WebSocketServer({ server: slack });
  sockets.on('connection', (socket) => socket.send(JSON.stringify({ type: 'hello', num_connections: 1 })));
  const url = 'ws://slack.test/link';
  const connection = await connect({
    opened: { body: { ok: true, url }, url, dispatcher: open({ HTTP_PROXY: proxy.url }).dispatcher },
    read: (said) => readSocketMessage(said),
    listener: { onEnvelope() {}, onDisconnect() {}, onGone() {} },
    timing: { helloMs: 30_000, pongMs: 5_000, silenceMs: 60_000, closeMs: 1_000 },
    signal: new AbortController().signal,
  });
  expect(connection.isUp()).toBe(true);
  expect(proxy.targets).toEqual(['slack.test:80']);
  await connection.end();
  sockets.close();
});

test('the credentials of the proxy are sent to the proxy only', async () => {
  const url = new URL(proxy.url);
  url.username = 'havoc';
  url.password = 'p@ss';
  const { fetch } = open({ HTTP_PROXY: url.href });
  await fetch('http://slack.test/x');
  expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('havoc:p@ss').toString('base64')}`]);
  expect(JSON.stringify(received)).not.toContain('p@ss');
});

test('a bare host and port is read as an HTTP proxy', async () => {
  await open({ HTTP_PROXY: new URL(proxy.url).host }).fetch('http://slack.test/x');
  expect(proxy.targets).toEqual(['slack.test:80']);
});

test('TLS goes through a tunnel of the proxy, and the error shows that the proxy refused it', async () => {
  const refusing = await startConnectProxy();
  const { fetch } = open({ HTTPS_PROXY: refusing.url });
  const call = createSlackCall({ apiUrl: 'https://slack.test/api/', fetch });
  await expect(call({ method: 'auth.test', args: {} })).rejects.toMatchObject({
    code: 'slack.unreachable',
    message: expect.stringMatching(/^Slack did not answer auth\.test: .*502/),
  });
  expect(refusing.targets).toEqual(['slack.test:443']);
  await refusing.close();
});

test.each([
  ['this machine, by its address', {}, () => `http://127.0.0.1:${port}/x`],
  ['this machine, by its name', {}, () => `http://localhost:${port}/x`],
  ['a host in NO_PROXY', { NO_PROXY: 'other.test, localhost' }, () => `http://localhost:${port}/x`],
  ['any host with NO_PROXY=*', { NO_PROXY: '*' }, () => `http://127.0.0.1:${port}/x`],
])('%s is reached without the proxy', async (_what, environment, url) => {
  const { fetch } = open({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ...environment });
  await fetch(url());
  expect(received).toHaveLength(1);
  expect(proxy.targets).toEqual([]);
});

test('a subdomain of a host in NO_PROXY is reached without the proxy', async () => {
  const { fetch } = open({ HTTP_PROXY: proxy.url, NO_PROXY: '.invalid' });
  await expect(fetch('http://slack.invalid/x')).rejects.toThrow('fetch failed');
  expect(proxy.targets).toEqual([]);
});
