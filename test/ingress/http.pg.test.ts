import { once } from 'node:events';
import { connect } from 'node:net';
import type { AwaitedEnvelope } from '../../src/replies/index.js';
import { until } from '../support/until.js';
import { exchange, type Ingress, startIngress } from './http-ingress.js';
import { FORM, signed } from './signed.js';

let ingress: Ingress;
beforeAll(async () => {
  ingress = await startIngress({ replyBudgetMs: 300 });
});
beforeEach(async () => {
  ingress.records.length = 0;
  ingress.app.handle = () => {};
  await ingress.database.pool.query('truncate havoc_internal.envelope');
});
afterAll(() => ingress.close());

async function post(path: string, body: string, contentType?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${ingress.port}${path}`, {
    method: 'POST',
    headers: { ...signed(body, contentType), ...headers },
    body,
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

const event = (event_id: string) =>
  JSON.stringify({
    type: 'event_callback',
    token: 'secret',
    api_app_id: 'A1',
    team_id: 'T1',
    event_id,
    event: { type: 'app_mention' },
  });
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const command = (trigger_id: string) => form({ command: '/poll', trigger_id, token: 'secret' });

test.each(['/slack', '/slack/events', '/slack/interactions', '/slack/commands', '/slack/options'])(
  'accepts every kind of request at %s',
  async (path) => {
    expect(await post(path, event(`Ev${path}`))).toMatchObject({ status: 200, text: '' });
    const click = form({ payload: JSON.stringify({ type: 'block_actions', trigger_id: `click${path}` }) });
    expect(await post(path, click, FORM)).toMatchObject({ status: 200, text: '' });
    expect(await ingress.countEnvelopes()).toBe(2);
  },
);

test('answers url_verification with the challenge, and stores nothing', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1a', token: 't' });
  expect(await post('/slack/events', body)).toMatchObject({ status: 200, text: '3eZbrw1a' });
  expect(await ingress.countEnvelopes()).toBe(0);
});

test('answers ssl_check by GET and by POST, and stores nothing', async () => {
  const got = await fetch(`http://127.0.0.1:${ingress.port}/slack/commands?ssl_check=1`);
  expect(got.status).toBe(200);
  expect(await post('/slack/commands', form({ ssl_check: '1', token: 't' }), FORM)).toMatchObject({
    status: 200,
  });
  expect(await ingress.countEnvelopes()).toBe(0);
});

test('commits a payload without its token, and records it in the traffic', async () => {
  const handed: AwaitedEnvelope[] = [];
  ingress.app.handle = (envelope) => void handed.push(envelope);
  await post('/slack/events', event('Ev1'), undefined, { 'x-slack-retry-num': '2' });
  expect(handed[0]?.payload.toString()).toBe(event('Ev1').replace('"token":"secret",', ''));
  expect(ingress.records).toEqual([
    expect.objectContaining({
      name: 'event app_mention',
      team_id: 'T1',
      outcome: 'ok',
      status: 200,
      retry_num: 2,
      envelope_id: BigInt(handed[0]?.id ?? 0),
    }),
  ]);
});

test("answers Slack's retry, and stores the event once", async () => {
  await post('/slack/events', event('Ev1'));
  expect(await post('/slack/events', event('Ev1'))).toMatchObject({ status: 200, text: '' });
  expect(ingress.records.map(({ outcome }) => outcome)).toEqual(['ok', 'duplicate']);
  expect(await ingress.countEnvelopes()).toBe(1);
});

test('stores a payload of an unknown kind', async () => {
  const kinds: string[] = [];
  ingress.app.handle = ({ kind }) => void kinds.push(kind);
  expect(await post('/slack/events', '{"type":"telepathy","thought":1}')).toMatchObject({ status: 200 });
  expect(kinds).toEqual(['telepathy']);
});

test("answers a command with the app's reply, unchanged", async () => {
  ingress.app.handle = (envelope) =>
    void ingress.replies.reply(envelope, Buffer.from('{"text":"hi","blocks":[]}'));
  expect(await post('/slack/commands', command('1'), FORM)).toEqual({
    status: 200,
    type: 'application/json',
    text: '{"text":"hi","blocks":[]}',
  });
});

test('sends an empty answer as soon as the app settles without a reply', async () => {
  ingress.app.handle = ingress.replies.settled;
  expect(await post('/slack/commands', command('2'), FORM)).toMatchObject({ status: 200, text: '' });
  expect(ingress.records).toMatchObject([{ outcome: 'ok' }]);
});

test.each([
  ['a command', command('3'), '{"response_type":"ephemeral","text":"Still working on it…"}'],
  ['a modal', form({ payload: '{"type":"view_submission","trigger_id":"4"}' }), ''],
  ['options', form({ payload: '{"type":"block_suggestion","action_id":"city"}' }), '{"options":[]}'],
])('answers %s with its fallback when the time is over', async (_case, body, text) => {
  expect(await post('/slack/interactions', body, FORM)).toMatchObject({ status: 200, text });
  expect(ingress.records).toMatchObject([{ outcome: 'fallback' }]);
});

test('answers 500 if the commit fails, and does not reveal why', async () => {
  const { pool } = ingress.database;
  await pool.query('alter table havoc_internal.envelope rename to hidden');
  const answer = await post('/slack/events', event('Ev9'));
  await pool.query('alter table havoc_internal.hidden rename to envelope');
  expect(answer.status).toBe(500);
  expect(JSON.parse(answer.text)).toMatchObject({ error: 'inbox.commit_failed' });
  expect(answer.text).not.toMatch(/relation|envelope/);
  expect(ingress.records).toMatchObject([{ outcome: 'inbox.commit_failed', status: 500 }]);
});

test('accepts a request that arrives byte by byte', async () => {
  const body = event('Ev1');
  const lines = Object.entries(signed(body)).map(([name, value]) => `${name}: ${value}`);
  const head = [
    'POST /slack/events HTTP/1.1',
    'host: h',
    'connection: close',
    `content-length: ${body.length}`,
    ...lines,
  ];
  const answer = await exchange(ingress.port, ...[...head, '', body].join('\r\n'));
  expect(answer.status).toBe(200);
});

test('closes the connection of a refused client that keeps its own side open', async () => {
  const other = await startIngress({ requestTimeoutMs: 100 });
  const socket = connect({ port: other.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.write('POST /slack HTTP/1.1\r\nhost: h\r\nx-slow:');
  await once(socket, 'end');
  await until(async () => (await other.countConnections()) === 0);
  expect(other.records).toMatchObject([{ outcome: 'refused: request.timeout' }]);
  socket.destroy();
  await other.close();
});

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => socket.destroy() === undefined,
    () => true,
  );
}

test.each(['waits for an answer', 'sends nothing', 'sends half a request'])(
  'closes even if a client %s',
  async (manner) => {
    const other = await startIngress();
    let answer = () => {};
    other.app.handle = (envelope) => {
      answer = () => void other.replies.reply(envelope, Buffer.from('{}'));
    };
    const socket = connect(other.port, '127.0.0.1');
    await once(socket, 'connect');
    const body = command('5');
    const lines = Object.entries(signed(body, FORM)).map(([name, value]) => `${name}: ${value}`);
    const head = ['POST /slack HTTP/1.1', 'host: h', `content-length: ${body.length}`, ...lines, '', body];
    const said = {
      'waits for an answer': head.join('\r\n'),
      'sends nothing': '',
      'sends half a request': 'POST /s',
    };
    socket.write(said[manner as keyof typeof said]);
    // Some versions of Node.js reset the connection of an incomplete request.
    socket.on('error', () => {});
    const ended = new Promise((resolve) => socket.once('close', resolve));
    if (manner === 'waits for an answer') await until(async () => (await other.countEnvelopes()) === 1);
    const startedMs = performance.now();
    socket.resume();
    const closed = other.close();
    await until(() => isRefused(other.port));
    answer();
    await closed;
    await ended;
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  },
);
