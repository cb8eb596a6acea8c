import { until } from '../support/until.js';
import {
  type BareListener,
  eventBody,
  type Line,
  openLine,
  openListener,
  requestText,
} from './bare-listener.js';
import { FORM, JSON_TYPE, signed } from './signed.js';

let listener: BareListener;
afterEach(() => listener.close());

const event = (id: number | string) => requestText({ body: eventBody(id) });
const unsigned = (body = '{}') => requestText({ body, headers: { 'content-type': JSON_TYPE } });
/** A request with a wrong signature. Its head looks like Slack's. */
const wrong = (body = '{}') => requestText({ body, headers: signed(`${body} `, JSON_TYPE) });

const openLines = (count: number) =>
  Promise.all(Array.from({ length: count }, () => openLine(listener.port)));
const isOpen = ({ socket }: Line) => !socket.destroyed;

describe('a connection that is opened ahead of its first request', () => {
  test('may stay silent for longer than the time limit of a request', async () => {
    listener = await openListener({ requestTimeoutMs: 100, silentMs: 60_000 });
    const line = await openLine(listener.port);
    const slow = await openLine(listener.port);
    slow.socket.write('POST /slack HTTP/1.1\r\n');
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 408 /);
    line.socket.write(event(1));
    await until(() => line.statuses().length === 1);
    expect(line.statuses()).toEqual([200]);
    line.socket.destroy();
  });

  test('is closed without an answer if no request comes', async () => {
    listener = await openListener({ silentMs: 100 });
    const line = await openLine(listener.port);
    expect(await line.closed).toBe('');
    expect(listener.records).toEqual([]);
  });
});

test('measures the time of a later request on a connection from its first byte', async () => {
  listener = await openListener({ requestTimeoutMs: 100 });
  const line = await openLine(listener.port);
  line.socket.write(event(1));
  await until(() => line.statuses().length === 1);
  line.socket.write('POST /slack HTTP/1.1\r\nhost: h\r\nx-slow:');
  await line.closed;
  expect(line.statuses()).toEqual([200, 408]);
});

test('keeps the connection of a verified request open, and closes it if no other request comes', async () => {
  listener = await openListener({ keepAliveMs: 1_500 });
  const line = await openLine(listener.port);
  for (const id of [1, 2, 3]) {
    line.socket.write(event(id));
    await until(() => line.statuses().length === id);
  }
  expect(line.heard()).toMatch(/^keep-alive: timeout=1/im);
  await line.closed;
  expect(line.statuses()).toEqual([200, 200, 200]);
});

test.each([
  ['an unsigned request', unsigned()],
  ['a request with a wrong signature', wrong()],
  ['an unknown path', requestText({ target: '/favicon.ico', body: '{}' })],
  ['another method', requestText({ method: 'GET', headers: {} })],
  ['a wrong expectation', requestText({ headers: { ...signed(''), expect: 'a miracle' } })],
  ['a certificate check', requestText({ body: 'ssl_check=1', headers: { 'content-type': FORM } })],
  ['a verified request with an unreadable body', requestText({ body: '[]' })],
  ['bytes that are not HTTP', Buffer.from('hello\r\n\r\n')],
])('closes the connection after %s, and does not answer later requests on it', async (_what, bytes) => {
  listener = await openListener();
  const line = await openLine(listener.port);
  line.socket.write(Buffer.concat([bytes, event(1), unsigned()]));
  expect(await line.closed).toMatch(/^connection: close\r$/im);
  expect(line.statuses()).toHaveLength(1);
  expect(listener.accepted).toEqual([]);
  await until(async () => (await listener.countConnections()) === 0);
});

test('closes a refused connection even if its peer neither reads nor closes it', async () => {
  listener = await openListener();
  const lines = await openLines(20);
  for (const { socket } of lines) {
    socket.pause();
    socket.write(unsigned());
  }
  await until(async () => (await listener.countConnections()) === 0);
  for (const { socket } of lines) socket.destroy();
});

test('lets a client that sends a large body read the refusal', async () => {
  listener = await openListener();
  const url = `http://127.0.0.1:${listener.port}/slack/events`;
  const response = await fetch(url, { method: 'POST', body: Buffer.alloc(1024 * 1024) });
  expect({ status: response.status, ...JSON.parse(await response.text()) }).toMatchObject({
    status: 401,
    error: 'signature.missing',
  });
});

test('refuses a request by its head, before its body arrives', async () => {
  listener = await openListener();
  const changes: Record<string, string>[] = [
    { 'x-slack-signature': 'v0=1' },
    { 'x-slack-request-timestamp': '1531420618' },
  ];
  for (const change of changes) {
    const line = await openLine(listener.port);
    const headers = signed('', JSON_TYPE, { ...change, 'content-length': '1000000' });
    line.socket.write(requestText({ headers }));
    await line.closed;
    expect(line.statuses()).toEqual([401]);
  }
});

test('answers 100 Continue only if the head may be Slack’s', async () => {
  listener = await openListener();
  const [stranger, slack] = (await openLines(2)) as [Line, Line];
  const body = eventBody(1);
  const expecting = { expect: '100-continue', 'content-length': `${body.length}` };
  stranger.socket.write(requestText({ headers: { ...expecting, 'content-type': JSON_TYPE } }));
  await stranger.closed;
  expect(stranger.statuses()).toEqual([401]);
  slack.socket.write(requestText({ headers: { ...signed(body), ...expecting } }));
  await until(() => slack.statuses().length === 1);
  slack.socket.write(body);
  await until(() => slack.statuses().length === 2);
  expect(slack.statuses()).toEqual([100, 200]);
});

describe('pipelined requests', () => {
  test('are answered in order if all are verified', async () => {
    listener = await openListener();
    const line = await openLine(listener.port);
    const ids = Array.from({ length: 200 }, (_, id) => id);
    line.socket.write(Buffer.concat(ids.map(event)));
    await until(() => line.statuses().length === ids.length);
    expect(new Set(line.statuses())).toEqual(new Set([200]));
    expect(listener.accepted.map(({ dedupeKey }) => dedupeKey)).toEqual(
      ids.map((id) => expect.stringMatching(new RegExp(`:Ev${id}$`))),
    );
    line.socket.destroy();
  });

  test.each([
    ['unsigned', unsigned('')],
    ['wrongly signed', wrong('')],
    ['without a body', Buffer.from('POST / HTTP/1.1\r\nhost:h\r\n\r\n')],
  ])('cost no more than the first one if they are %s', async (_how, bytes) => {
    listener = await openListener();
    const lines = await openLines(20);
    for (const { socket } of lines) socket.write(Buffer.concat(Array(1_000).fill(bytes)));
    await Promise.all(lines.map(({ closed }) => closed));
    expect(lines.flatMap((line) => line.statuses())).toHaveLength(20);
    expect(listener.records).toHaveLength(20);
  });

  test.each([
    ['a refused request', unsigned(), [200, 401]],
    ['bytes that are not HTTP', Buffer.from('hello\r\n\r\n'), [200]],
  ])('are answered if %s follows, and then the connection closes', async (_what, bytes, statuses) => {
    let release: (() => void) | undefined;
    const accept = () =>
      new Promise<{ answer: Buffer; envelopeId: string; outcome: 'ok' }>((resolve) => {
        release = () => resolve({ answer: Buffer.from('{}'), envelopeId: '1', outcome: 'ok' });
      });
    listener = await openListener({ accept });
    const line = await openLine(listener.port);
    line.socket.write(event(1));
    await until(() => release !== undefined);
    line.socket.write(bytes);
    await until(() => listener.records.length === 1);
    release?.();
    await line.closed;
    expect(line.statuses()).toEqual(statuses);
  });
});

test('refuses a body of very many tiny pieces', async () => {
  listener = await openListener();
  const line = await openLine(listener.port);
  const { 'content-length': _, ...headers } = { 'content-length': '', ...signed('x') };
  const head = requestText({ headers: { ...headers, 'transfer-encoding': 'chunked' } });
  const text = head.toString().replace(/content-length: .*\r\n/, '');
  line.socket.write(text + '1\r\nx\r\n'.repeat(20_000));
  await line.closed;
  expect(line.statuses()).toEqual([400]);
  expect(listener.records).toMatchObject([{ outcome: 'refused: body.too_fine' }]);
});

test('accepts a request that arrives byte by byte', async () => {
  listener = await openListener();
  const line = await openLine(listener.port);
  line.socket.setNoDelay(true);
  for (const byte of event(1)) {
    line.socket.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  await until(() => line.statuses().length === 1);
  expect(line.statuses()).toEqual([200]);
  line.socket.destroy();
});

describe('at the connection limit', () => {
  test('a new connection replaces the oldest one without a verified request', async () => {
    let evicted = 0;
    listener = await openListener({ mostConnections: 10, onEvicted: () => evicted++ });
    const slack = await openLine(listener.port);
    slack.socket.write(event(1));
    await until(() => slack.statuses().length === 1);
    const strangers: Line[] = [];
    for (let count = 0; count < 30; count++) {
      const line = await openLine(listener.port);
      line.socket.write('POST /slack HTTP/1.1\r\n');
      strangers.push(line);
    }
    await until(() => strangers.filter(isOpen).length === 9);
    expect(strangers.slice(-9).every(isOpen)).toBe(true);
    expect(await listener.countConnections()).toBe(10);
    slack.socket.write(event(2));
    await until(() => slack.statuses().length === 2);
    const another = await openLine(listener.port);
    another.socket.write(event(3));
    await until(() => another.statuses().length === 1);
    expect(listener.accepted).toHaveLength(3);
    expect(listener.logged().match(/reached its connection limit/g)).toHaveLength(1);
    expect(evicted).toBe(22);
    expect(listener.logged()).not.toContain('has room for connections again');
    for (const { socket } of [slack, another, ...strangers]) socket.destroy();
    await until(() => listener.logged().includes('has room for connections again'));
  });

  test('a new connection replaces an idle one, but never one whose request awaits its answer', async () => {
    const accept = () => new Promise<never>(() => {});
    listener = await openListener({ mostConnections: 3, accept });
    const waiting = await openLines(2);
    for (const { socket } of waiting) socket.write(event(1));
    const check = requestText({ body: '{"type":"url_verification","challenge":"x"}' });
    const idle = await openLine(listener.port);
    idle.socket.write(check);
    await until(() => idle.statuses().length === 1);
    const next = await openLine(listener.port);
    await idle.closed;
    next.socket.write(check);
    await until(() => next.statuses().length === 1);
    expect(waiting.every(isOpen)).toBe(true);
    for (const { socket } of [...waiting, next]) socket.destroy();
  });
});

test('closes the connection of a peer that never reads its answers', async () => {
  const answer = Buffer.from(JSON.stringify({ text: 'x'.repeat(1024 * 1024) }));
  listener = await openListener({
    requestTimeoutMs: 500,
    accept: async () => ({ answer, envelopeId: '1', outcome: 'ok' }),
  });
  const line = await openLine(listener.port);
  line.socket.pause();
  for (let id = 0; id < 20; id++) line.socket.write(event(id));
  await until(async () => (await listener.countConnections()) === 0);
  line.socket.destroy();
});

describe('at the limit of unverified bytes', () => {
  test('the largest and oldest bodies are refused, and Slack’s requests are accepted', async () => {
    listener = await openListener({ mostUnprovedBytes: 1024 * 1024 });
    const withheld = await openLines(10);
    const headers = signed('', JSON_TYPE, { 'content-length': '1000000' });
    const most = Buffer.concat([requestText({ headers }), Buffer.alloc(300_000)]);
    for (const { socket } of withheld) socket.write(most);
    await until(() => withheld.filter(isOpen).length <= 3);
    const slack = await openLine(listener.port);
    for (let id = 1; id <= 5; id++) {
      slack.socket.write(event(id));
      await until(() => slack.statuses().length === id);
    }
    expect(slack.statuses()).toEqual([200, 200, 200, 200, 200]);
    const refused = withheld.filter((line) => !isOpen(line)).flatMap((line) => line.statuses());
    expect(new Set(refused)).toEqual(new Set([503]));
    expect(listener.logged()).toContain('unverified requests use up HAVOC_HTTP_UNPROVED_BYTES');
    for (const { socket } of [slack, ...withheld]) socket.destroy();
    await until(() => listener.logged().includes('unverified requests use less memory again'));
  });

  test('verified and refused bodies no longer count', async () => {
    listener = await openListener({ mostUnprovedBytes: 64 * 1024 });
    for (let turn = 0; turn < 10; turn++) {
      for (const bytes of [wrong('x'.repeat(40_000)), event('x'.repeat(40_000))]) {
        const line = await openLine(listener.port);
        line.socket.write(bytes);
        await until(() => line.statuses().length === 1);
        line.socket.destroy();
      }
    }
    expect(listener.records.map(({ status }) => status)).toEqual(Array(10).fill([401, 200]).flat());
  });
});
