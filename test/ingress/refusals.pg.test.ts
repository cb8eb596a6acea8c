import {
  BODY_LIMIT_BYTES,
  exchange,
  FORM,
  type Ingress,
  JSON_TYPE,
  SECRET,
  signed,
  startIngress,
} from './http-ingress.js';

let ingress: Ingress;
beforeAll(async () => {
  ingress = await startIngress();
});
afterAll(() => ingress.close());

const EVENT = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'app_mention' } });
const seconds = (offset: number) => String(Math.floor(Date.now() / 1000) + offset);
const flipped = (signature: string) => signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));

interface Request {
  method?: string;
  path?: string;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

const good = (): Request => ({ headers: signed(EVENT), body: EVENT });
const withHeaders = (change: Record<string, string | string[] | undefined>): Request => {
  const headers = Object.entries({ ...signed(EVENT), ...change }).filter(([, value]) => value !== undefined);
  return { headers: Object.fromEntries(headers) as Request['headers'], body: EVENT };
};
const withBody = (body: string | Buffer, contentType = JSON_TYPE): Request => ({
  headers: signed(body, contentType),
  body,
});
const stale = (offset: number) => ({
  headers: signed(EVENT, JSON_TYPE, { 'x-slack-request-timestamp': seconds(offset) }),
  body: EVENT,
});

async function send({ method = 'POST', path = '/slack/events', headers, body }: Request) {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  );
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: havoc',
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return exchange(ingress.port, [...head, ...lines, '', ''].join('\r\n'), body);
}

const cases: [string, () => Request, number, string, RegExp][] = [
  [
    'no timestamp',
    () => withHeaders({ 'x-slack-request-timestamp': undefined }),
    401,
    'signature.missing',
    /timestamp is missing/,
  ],
  [
    'an empty timestamp',
    () => withHeaders({ 'x-slack-request-timestamp': '' }),
    401,
    'signature.missing',
    /timestamp is missing/,
  ],
  [
    'no signature',
    () => withHeaders({ 'x-slack-signature': undefined }),
    401,
    'signature.missing',
    /signature is missing/,
  ],
  [
    'an empty signature',
    () => withHeaders({ 'x-slack-signature': '' }),
    401,
    'signature.missing',
    /signature is missing/,
  ],
  [
    'neither',
    () => ({ headers: { 'content-type': JSON_TYPE }, body: EVENT }),
    401,
    'signature.missing',
    /missing/,
  ],
  [
    'a timestamp of words',
    () => withHeaders({ 'x-slack-request-timestamp': 'now' }),
    401,
    'signature.malformed',
    /number of seconds/,
  ],
  [
    'a timestamp in milliseconds',
    () => withHeaders({ 'x-slack-request-timestamp': `${Date.now()}` }),
    401,
    'signature.malformed',
    /number of seconds/,
  ],
  [
    'a negative timestamp',
    () => withHeaders({ 'x-slack-request-timestamp': '-1' }),
    401,
    'signature.malformed',
    /number of seconds/,
  ],
  [
    'a timestamp with a fraction',
    () => withHeaders({ 'x-slack-request-timestamp': `${seconds(0)}.5` }),
    401,
    'signature.malformed',
    /number of seconds/,
  ],
  [
    'a signature of words',
    () => withHeaders({ 'x-slack-signature': 'trust me' }),
    401,
    'signature.malformed',
    /64 hexadecimal/,
  ],
  [
    'a signature without its version',
    () => withHeaders({ 'x-slack-signature': signed(EVENT)['x-slack-signature'].slice(3) }),
    401,
    'signature.malformed',
    /64 hexadecimal/,
  ],
  [
    'a signature of version 1',
    () => withHeaders({ 'x-slack-signature': signed(EVENT)['x-slack-signature'].replace('v0', 'v1') }),
    401,
    'signature.malformed',
    /64 hexadecimal/,
  ],
  [
    'a signature cut short',
    () => withHeaders({ 'x-slack-signature': signed(EVENT)['x-slack-signature'].slice(0, 40) }),
    401,
    'signature.malformed',
    /64 hexadecimal/,
  ],
  ['a request 6 minutes old', () => stale(-360), 401, 'signature.stale', /5 minutes/],
  ['a request 6 minutes early', () => stale(360), 401, 'signature.stale', /5 minutes/],
  ['a request of last year', () => stale(-31_536_000), 401, 'signature.stale', /5 minutes/],
  [
    'another signature',
    () => withHeaders({ 'x-slack-signature': flipped(signed(EVENT)['x-slack-signature']) }),
    401,
    'signature.wrong',
    /does not match/,
  ],
  [
    'a signature of another body',
    () => ({ headers: signed(`${EVENT} `), body: EVENT }),
    401,
    'signature.wrong',
    /does not match/,
  ],
  [
    'a signature of another time',
    () => withHeaders({ 'x-slack-request-timestamp': seconds(-10) }),
    401,
    'signature.wrong',
    /does not match/,
  ],
  [
    'a body read and written again',
    () => ({ headers: signed(JSON.stringify(JSON.parse(EVENT), null, 1)), body: EVENT }),
    401,
    'signature.wrong',
    /does not match/,
  ],
  [
    'two timestamps',
    () => withHeaders({ 'x-slack-request-timestamp': [seconds(0), seconds(0)] }),
    400,
    'headers.repeated',
    /timestamp stands 2 times/,
  ],
  [
    'two signatures',
    () =>
      withHeaders({
        'x-slack-signature': [
          flipped(signed(EVENT)['x-slack-signature']),
          signed(EVENT)['x-slack-signature'],
        ],
      }),
    400,
    'headers.repeated',
    /signature stands 2 times/,
  ],
  [
    'two content types',
    () => withHeaders({ 'content-type': [JSON_TYPE, FORM] }),
    400,
    'headers.repeated',
    /content-type stands 2 times/,
  ],
  [
    'two retry numbers',
    () => withHeaders({ 'x-slack-retry-num': ['1', '2'] }),
    400,
    'headers.repeated',
    /retry-num stands 2 times/,
  ],
  [
    'a retry number of words',
    () => withHeaders({ 'x-slack-retry-num': 'first' }),
    400,
    'headers.retry_num',
    /whole number/,
  ],
  [
    'no content type',
    () => withHeaders({ 'content-type': undefined }),
    415,
    'body.content_type',
    /application\/json/,
  ],
  ['plain text', () => withBody(EVENT, 'text/plain'), 415, 'body.content_type', /application\/json/],
  ['XML', () => withBody('<a/>', 'application/xml'), 415, 'body.content_type', /application\/json/],
  [
    'a multipart form',
    () => withBody('--x--', 'multipart/form-data; boundary=x'),
    415,
    'body.content_type',
    /application\/json/,
  ],
  ['an empty body', () => withBody(''), 400, 'body.empty', /empty/],
  ['an empty form', () => withBody('', FORM), 400, 'body.empty', /empty/],
  ['half an object', () => withBody(EVENT.slice(0, -1)), 400, 'body.json', /well-formed JSON/],
  ['two objects', () => withBody(EVENT + EVENT), 400, 'body.json', /well-formed JSON/],
  ['a list', () => withBody(`[${EVENT}]`), 400, 'body.json', /must be a JSON object/],
  ['null', () => withBody('null'), 400, 'body.json', /must be a JSON object/],
  ['text', () => withBody('"hello"'), 400, 'body.json', /must be a JSON object/],
  ['a byte-order mark', () => withBody(`\uFEFF${EVENT}`), 400, 'body.json', /well-formed JSON/],
  [
    'bytes that are no UTF-8',
    () => withBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])),
    400,
    'body.encoding',
    /UTF-8/,
  ],
  ['a broken escape in a form', () => withBody('command=%2', FORM), 400, 'body.form', /percent escape/],
  [
    'a form field twice',
    () => withBody('payload=%7B%7D&payload=%7B%7D', FORM),
    400,
    'body.repeated_field',
    /twice/,
  ],
  [
    'a payload that is no JSON',
    () => withBody('payload=hello', FORM),
    400,
    'body.json',
    /payload is not well-formed/,
  ],
  [
    'a payload that is a list',
    () => withBody('payload=%5B%5D', FORM),
    400,
    'body.json',
    /payload must be a JSON object/,
  ],
  [
    'a body over the limit',
    () => withBody(`{"a":"${'x'.repeat(BODY_LIMIT_BYTES)}"}`),
    413,
    'body.too_large',
    /larger/,
  ],
  ['GET', () => ({ ...good(), method: 'GET' }), 405, 'request.method', /not GET/],
  ['PUT', () => ({ ...good(), method: 'PUT' }), 405, 'request.method', /not PUT/],
  ['DELETE', () => ({ ...good(), method: 'DELETE' }), 405, 'request.method', /not DELETE/],
  ['another path', () => ({ ...good(), path: '/slack/event' }), 404, 'request.path', /\/slack\/events/],
  [
    'a path with a broken escape',
    () => ({ ...good(), path: '/slack/%zz' }),
    400,
    'request.malformed',
    /percent escape/,
  ],
  ['the root', () => ({ ...good(), path: '/' }), 404, 'request.path', /\/slack\/events/],
];

test.each(cases)('refuses %s', async (_case, request, status, code, message) => {
  ingress.records.length = 0;
  const answer = await send(request());
  expect({ status: answer.status, ...JSON.parse(answer.text) }).toEqual({
    status,
    ok: false,
    error: code,
    message: expect.stringMatching(message),
  });
  expect(answer.text).not.toContain(SECRET);
  expect(ingress.records).toEqual([
    expect.objectContaining({ direction: 'in', status, outcome: `refused: ${code}` }),
  ]);
  expect(ingress.records[0]).not.toHaveProperty('request');
  expect(await ingress.countEnvelopes()).toBe(0);
});

test('the table has at least forty rows', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
});

const HEAD = `POST /slack/events HTTP/1.1\r\nhost: havoc\r\ncontent-type: application/json\r\n`;

test.each([
  ['what is not HTTP', ['hello\r\n\r\n'], 400, 'request.malformed'],
  ['two lengths', [`${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`], 400, 'request.malformed'],
  [
    'a length and chunks',
    [`${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    400,
    'request.malformed',
  ],
  ['headers without end', [`${HEAD}x: ${'y'.repeat(20_000)}\r\n\r\n`], 431, 'request.headers_too_large'],
  ['a body that never comes whole', [`${HEAD}content-length: 10\r\n\r\n{`], 408, 'request.timeout'],
  ['headers that never end', [`${HEAD}x-slow:`], 408, 'request.timeout'],
])('refuses %s', async (_case, parts, status, code) => {
  const answer = await exchange(ingress.port, ...parts);
  expect({ status: answer.status, ...JSON.parse(answer.text) }).toMatchObject({ status, error: code });
  expect(await ingress.countEnvelopes()).toBe(0);
});
