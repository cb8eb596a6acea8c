import fc from '../support/fast-check.js';
import { type BareListener, eventBody, openLine, openListener, requestText } from './bare-listener.js';
import { JSON_TYPE, signed } from './signed.js';

let listener: BareListener;
beforeAll(async () => {
  listener = await openListener({ requestTimeoutMs: 300 });
});
beforeEach(() => {
  listener.accepted.length = 0;
});
afterAll(() => listener.close());

async function statusesOf(bytes: Buffer | string): Promise<number[]> {
  const line = await openLine(listener.port);
  line.socket.end(bytes);
  await line.closed;
  return line.statuses();
}

const signedText = (body: string | Buffer, change: Record<string, string>) =>
  requestText({ body, headers: signed(body, JSON_TYPE, { connection: 'close', ...change }) });

const TYPES = [
  'application/json, application/json',
  'garbage',
  ';',
  ';;;',
  '/',
  'application/',
  'application/json/json',
  'application /json',
  '"application/json"',
  'text/plain; charset="',
  '\u00ff',
  ',',
];

test.each(TYPES)('refuses the content type %j', async (contentType) => {
  const taken = signedText(eventBody(1), { 'content-type': contentType });
  expect(await statusesOf(taken)).toEqual([415]);
  const headers = { 'content-type': contentType };
  expect(await statusesOf(requestText({ body: eventBody(1), headers }))).toEqual([401]);
  expect(listener.accepted).toEqual([]);
});

test.each([
  ['', undefined],
  ['1.0', undefined],
  ['99999', undefined],
  ['-1', undefined],
  ['first', undefined],
  ['0x1', undefined],
  ['1, 2', undefined],
  ['9'.repeat(400), undefined],
  ['\u00ff', undefined],
  ['1', 1],
  ['3', 3],
])('accepts an event with the retry number %j', async (value, retryNum) => {
  expect(await statusesOf(signedText(eventBody(1), { 'x-slack-retry-num': value }))).toEqual([200]);
  expect(listener.accepted).toMatchObject([{ kind: 'event', retryNum }]);
});

test.each(['x-slack-retry-num', 'x-slack-retry-reason', 'x-slack-no-retry'])(
  'accepts an event with two %s headers',
  async (name) => {
    const text = signedText(eventBody(1), { [name]: `1\r\n${name}: 2` });
    expect(await statusesOf(text)).toEqual([200]);
    expect(listener.accepted).toMatchObject([{ retryNum: undefined }]);
  },
);

test.each(['', 'http_timeout', 'an unknown reason', '\u00ff', 'x'.repeat(4_000)])(
  'accepts an event with the retry reason %j',
  async (reason) => {
    expect(await statusesOf(signedText(eventBody(1), { 'x-slack-retry-reason': reason }))).toEqual([200]);
  },
);

test.each(['', 'identity', 'Identity', 'identity, identity'])(
  'accepts an event with the content encoding %j',
  async (encoding) => {
    expect(await statusesOf(signedText(eventBody(1), { 'content-encoding': encoding }))).toEqual([200]);
  },
);

const NAMES = [
  'content-type',
  'x-slack-retry-num',
  'x-slack-retry-reason',
  'x-slack-request-timestamp',
  'x-slack-signature',
  'content-encoding',
  'accept',
  'expect',
  'cookie',
  'upgrade',
  'connection',
  'x-forwarded-for',
];
const value = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
});
const headers = fc.dictionary(fc.constantFrom(...NAMES), value);
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

test('no headers and no signed body cause a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(body, headers, async (text, change) => {
      const statuses = await statusesOf(signedText(text, change));
      for (const status of statuses) expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
}, 120_000);

test('no bytes cause a 5xx', async () => {
  const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'CONNECT', 'TRACE', 'PROPFIND', 'FOO', '');
  const target = fc.oneof(
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom('/slack', '/slack/%zz', '/slack?%', '*', '/', '//', '/slack/../slack'),
    fc.string(),
  );
  const tail = fc.oneof(
    fc.string(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(methods, target, headers, tail, async (method, url, change, rest) => {
      const text = requestText({ method, target: url, headers: change, body: '' });
      const statuses = await statusesOf(Buffer.concat([text, Buffer.from(rest)]));
      for (const status of statuses) expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  expect(await statusesOf(signedText(eventBody('after'), {}))).toEqual([200]);
}, 120_000);
