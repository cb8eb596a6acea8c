import { HavocError } from '../../src/base/index.js';
import type { Accept } from '../../src/ingress/index.js';
import { type BareListener, eventBody, openLine, openListener, requestText } from './bare-listener.js';
import { FORM, JSON_TYPE, signed } from './signed.js';

let listener: BareListener;
afterEach(() => listener.close());

/** Returns what the answer to one request says, on a connection of its own. */
async function answerTo(request: Parameters<typeof requestText>[0]) {
  const line = await openLine(listener.port);
  line.socket.write(requestText(request));
  const text = await line.closed;
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim();
  return { status: line.statuses()[0], body, header };
}

const closing = (body: string | Buffer, more: Record<string, string> = {}, type = JSON_TYPE) => ({
  body,
  headers: signed(body, type, { connection: 'close', ...more }),
});
const event = closing(eventBody(1));

test('answers with the app’s reply, as JSON', async () => {
  const accept: Accept = async () => ({ answer: Buffer.from('{ "a":1 }'), envelopeId: '7', outcome: 'ok' });
  listener = await openListener({ accept });
  const { status, body, header } = await answerTo(closing('command=%2Fpoll', {}, FORM));
  expect({ status, body, type: header('content-type') }).toEqual({
    status: 200,
    body: '{ "a":1 }',
    type: 'application/json',
  });
  expect(listener.records).toMatchObject([
    {
      name: 'command /poll',
      outcome: 'ok',
      status: 200,
      envelope_id: 7n,
      response: Buffer.from('{ "a":1 }'),
    },
  ]);
});

test('sends an empty answer without a content type if the app gives no reply', async () => {
  listener = await openListener();
  const { status, body, header } = await answerTo(event);
  expect({ status, body, type: header('content-type') }).toEqual({ status: 200, body: '', type: undefined });
});

test('answers with the challenge as text, and stores no request', async () => {
  listener = await openListener();
  const { status, body, header } = await answerTo(closing('{"type":"url_verification","challenge":"<b>"}'));
  expect({ status, body, type: header('content-type') }).toEqual({
    status: 200,
    body: '<b>',
    type: 'text/plain',
  });
  expect(listener.accepted).toEqual([]);
  expect(listener.records).toMatchObject([{ name: '/slack/events', outcome: 'ok', status: 200 }]);
  expect(listener.records[0]).not.toHaveProperty('request');
});

test.each<[string, unknown, { error: string; isKept: boolean; isLogged: boolean }]>([
  [
    'a failed commit',
    new HavocError({ kind: 'internal', code: 'inbox.commit_failed', message: 'It failed.' }),
    { error: 'inbox.commit_failed', isKept: true, isLogged: true },
  ],
  [
    'a full inbox',
    new HavocError({ kind: 'internal', code: 'inbox.full', message: 'It is full.' }),
    { error: 'inbox.full', isKept: false, isLogged: false },
  ],
  [
    'a busy inbox',
    new HavocError({ kind: 'internal', code: 'inbox.busy', message: 'It is busy.' }),
    { error: 'inbox.busy', isKept: false, isLogged: false },
  ],
  ['a defect', new TypeError('x is not a secret'), { error: 'internal', isKept: true, isLogged: true }],
])('answers 500 after %s, so that Slack tries again', async (_, thrown, { error, isKept, isLogged }) => {
  listener = await openListener({ accept: () => Promise.reject(thrown) });
  const { status, body } = await answerTo(closing(eventBody(1), { 'x-slack-retry-num': '1' }));
  expect({ status, ...JSON.parse(body) }).toMatchObject({ status: 500, ok: false, error });
  expect(body).not.toContain('secret');
  expect(listener.records).toMatchObject([
    { name: 'event app_mention', outcome: error, status: 500, retry_num: 1 },
  ]);
  expect(listener.records[0]?.request !== undefined).toBe(isKept);
  expect(listener.logged().includes('a request from Slack failed')).toBe(isLogged);
});

test.each([
  ['an absolute URL', 'http://havoc.example/slack/events', 200],
  ['a query', '/slack/events?x=/slack', 200],
  ['a fragment', '/slack/events#x', 200],
  ['an escaped letter', '/sl%61ck', 200],
  ['a trailing slash', '/slack/', 404],
  ['an uppercase letter', '/Slack', 404],
  ['another segment before it', '/x/slack', 404],
])('answers a request whose path has %s: %s gets %d', async (_, target, status) => {
  listener = await openListener();
  expect(await answerTo({ ...event, target })).toMatchObject({ status });
});

test('names the allowed method after a wrong one', async () => {
  listener = await openListener();
  const { status, header } = await answerTo({ method: 'PUT', headers: {} });
  expect([status, header('allow')]).toEqual([405, 'POST']);
  expect((await answerTo({ target: '/', headers: {} })).header('allow')).toBeUndefined();
});

test('accepts a signature by either secret while one is being replaced', async () => {
  listener = await openListener({ signingSecrets: ['the next one', 'a-signing-secret-for-tests'] });
  expect(await answerTo(event)).toMatchObject({ status: 200 });
});

describe('a body', () => {
  const sizeBytes = Buffer.byteLength(eventBody(1));

  test('may be as large as the limit', async () => {
    listener = await openListener({ bodyLimitBytes: sizeBytes });
    expect(await answerTo(event)).toMatchObject({ status: 200 });
  });

  test('that is declared as larger is refused before it arrives', async () => {
    listener = await openListener({ bodyLimitBytes: sizeBytes - 1 });
    const headers = { ...event.headers, 'content-length': `${sizeBytes}` };
    expect(await answerTo({ headers })).toMatchObject({ status: 413 });
  });

  test('without a signature is read only up to the size limit of a certificate check', async () => {
    listener = await openListener();
    const check = (length: number) => `ssl_check=1&token=${'x'.repeat(length - 18)}`;
    const headers = { 'content-type': FORM };
    expect(await answerTo({ body: check(1_024), headers })).toMatchObject({ status: 200 });
    expect(await answerTo({ headers: { ...headers, 'content-length': '1025' } })).toMatchObject({
      status: 401,
    });
  });
});

test.each([
  ['occurs twice in different case', { 'X-SLACK-Signature': 'v0=1' }, 400],
  ['occurs only as the value of another header', { x: 'x-slack-signature' }, 200],
])('a header that %s: %j gets %d', async (_, more, status) => {
  listener = await openListener();
  expect(await answerTo(closing(eventBody(1), more))).toMatchObject({ status });
});
