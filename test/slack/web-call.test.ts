import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { jsonText } from '../../src/base/index.js';
import { createSlackCall, type SlackCall } from '../../src/slack/index.js';
import { createCertificate } from '../support/certificate.js';
import { collectGarbage } from '../support/collect-garbage.js';

const TOKEN = 'xoxb-a-token';

let server: Server;
let call: SlackCall;
let answer: (response: ServerResponse) => void;
let requests: { url: string; authorization: string | undefined; body: string }[];

beforeEach(async () => {
  requests = [];
  server = createServer(async (request, response) => {
    requests.push(await read(request));
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  call = createSlackCall({ apiUrl: `http://127.0.0.1:${port}/api/`, timeoutMs: 1_000 });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function read(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { authorization } = request.headers;
  return { url: request.url ?? '', authorization, body: Buffer.concat(chunks).toString() };
}

const saying =
  (body: string, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);

/** Sends half an answer and never ends it. */
const half = (status: number) => (response: ServerResponse) =>
  void response.writeHead(status).write('{"ok":');

test('sends arguments as a form, with objects and lists as JSON', async () => {
  answer = saying('{"ok":true,"ts":"1.1"}');
  const args = { channel: 'C1', text: 'a&b', blocks: [{ type: 'divider' }], link_names: true };
  expect(await call({ method: 'chat.postMessage', token: TOKEN, args })).toMatchObject({
    ok: true,
    status: 200,
    body: { ok: true, ts: '1.1' },
  });
  const [request] = requests;
  expect(request).toMatchObject({ url: '/api/chat.postMessage', authorization: `Bearer ${TOKEN}` });
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
    channel: 'C1',
    text: 'a&b',
    blocks: '[{"type":"divider"}]',
    link_names: 'true',
  });
});

test.each([
  [
    'a refusal',
    saying('{"ok":false,"error":"channel_not_found"}'),
    { error: 'channel_not_found', status: 200 },
  ],
  ['a refusal without an error', saying('{"ok":false}'), { error: undefined, status: 200 }],
  [
    'a 429 with a time',
    saying('{"ok":false,"error":"ratelimited"}', 429, { 'retry-after': '30' }),
    { error: 'ratelimited', status: 429, retryAfterMs: 30_000 },
  ],
  [
    'a 429 without a time',
    saying('slow down', 429),
    { error: 'ratelimited', status: 429, retryAfterMs: 1_000 },
  ],
])('%s is returned as an answer', async (_case, given, expected) => {
  answer = given;
  expect(await call({ method: 'chat.postMessage', token: TOKEN, args: {} })).toMatchObject({
    ok: false,
    ...expected,
  });
  expect(requests).toHaveLength(1);
});

const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;

test.each([
  '{"ok":true,"response_metadata":null}',
  '{"ok":true,"response_metadata":{"warnings":null,"messages":7}}',
  '{"ok":true,"response_metadata":{"messages":[null,["[ERROR] x"]]},"warning":{}}',
  '{"ok":true,"response_metadata":"none","file_data":null}',
  `{"ok":true,"response_metadata":{"messages":${DEEP}},"deep":${DEEP}}`,
  '{"ok":true,"__proto__":{"a":1},"constructor":1,"n":1e400}',
])('an answer is returned as Slack sent it: %.60s', async (body) => {
  answer = saying(body, 200, { 'x-oauth-scopes': 'chat:write', 'x-accepted-oauth-scopes': 'chat:write' });
  const told = await call({ method: 'chat.postMessage', token: TOKEN, args: {} });
  expect(told).toMatchObject({ ok: true, status: 200 });
  expect(jsonText(told.body)).toBe(jsonText(JSON.parse(body)));
});

test.each([
  ['null', undefined],
  ['{"why":"no"}', undefined],
  ['7', undefined],
  [DEEP, undefined],
  ['"not_authed"', 'not_authed'],
])("a refusal's error may be of any type: %.60s", async (error, expected) => {
  const body = `{"ok":false,"error":${error},"response_metadata":null}`;
  answer = saying(body);
  const told = await call({ method: 'chat.postMessage', token: TOKEN, args: {} });
  expect(told).toMatchObject({ ok: false, error: expected, status: 200 });
  expect(jsonText(told.body)).toBe(jsonText(JSON.parse(body)));
});

test.each([
  ["a proxy's page", saying('<html>Sign in to the wifi</html>'), 'slack.bad_answer'],
  ['an answer that is cut off', saying('{"ok":true,"ts":"1.1"'), 'slack.bad_answer'],
  ['nothing', saying(''), 'slack.bad_answer'],
  ['a number', saying('7'), 'slack.bad_answer'],
  ['a 500', saying('oops', 500), 'slack.bad_answer'],
  ['a redirect', saying('', 302, { location: 'http://127.0.0.1:1/' }), 'slack.unreachable'],
  ['a connection that breaks', (response: ServerResponse) => void response.destroy(), 'slack.unreachable'],
  ['silence', () => {}, 'slack.unreachable'],
  ['half an answer', half(200), 'slack.unreachable'],
  ['half a 500', half(500), 'slack.unreachable'],
])('%s is thrown as an error', async (_case, given, code) => {
  answer = given;
  const failing = call({ method: 'auth.test', token: TOKEN, args: {} });
  await expect(failing).rejects.toMatchObject({ kind: 'unavailable', code });
  await expect(failing).rejects.not.toThrow(TOKEN);
  expect(requests).toHaveLength(1);
});

test.each([
  ['silence', () => {}],
  ['half an answer', half(200)],
  ['half a 500', half(500)],
])('%s times out even after a garbage collection', async (_case, given) => {
  answer = given;
  const failing = expect(call({ method: 'auth.test', token: TOKEN, args: {} })).rejects.toMatchObject({
    code: 'slack.unreachable',
  });
  await collectGarbage();
  await failing;
});

test('the caller can cancel a call', async () => {
  const caller = new AbortController();
  answer = () => caller.abort();
  const failing = call({ method: 'auth.test', token: TOKEN, args: {}, signal: caller.signal });
  await expect(failing).rejects.toMatchObject({ kind: 'cancelled', code: 'slack.cancelled' });
});

test.each(['https://evil.example/steal', '../admin', 'chat', 'chat.postMessage?token=x', '', 'Chat.post'])(
  'sends nothing for %p, which is not a method',
  async (method) => {
    answer = saying('{"ok":true}');
    await expect(call({ method, token: TOKEN, args: {} })).rejects.toMatchObject({
      code: 'slack.bad_method',
    });
    expect(requests).toEqual([]);
  },
);

describe('if Slack cannot be reached, the error says why', () => {
  async function failureAt(url: string): Promise<unknown> {
    return createSlackCall({ apiUrl: url, timeoutMs: 5_000 })({ method: 'auth.test', args: {} }).catch(
      (thrown: unknown) => thrown,
    );
  }

  test.each([['http://nowhere.invalid/api/', /ENOTFOUND|EAI_AGAIN/]])('%s', async (url, cause) => {
    expect(await failureAt(url)).toMatchObject({
      kind: 'unavailable',
      code: 'slack.unreachable',
      message: expect.stringMatching(new RegExp(`^Slack did not answer auth\\.test: .*(${cause.source})`)),
    });
  });

  test('a port without a listener', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await failureAt(`http://127.0.0.1:${port}/api/`)).toMatchObject({
      message: expect.stringMatching(/connect ECONNREFUSED 127\.0\.0\.1:\d+; the address does not answer/),
    });
  });

  test('an untrusted certificate', async () => {
    const server = createTlsServer(createCertificate(['127.0.0.1'])).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await failureAt(`https://127.0.0.1:${port}/api/`)).toMatchObject({
      message: expect.stringMatching(/\(DEPTH_ZERO_SELF_SIGNED_CERT\); .*NODE_EXTRA_CA_CERTS/),
    });
    server.close();
  });
});
