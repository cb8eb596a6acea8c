import { exchange, type Ingress, startIngress } from './http-ingress.js';
import { REFUSED_BODIES } from './refused-bodies.js';
import { REFUSED_HEADERS } from './refused-headers.js';
import { SECRET, signed } from './signed.js';
import { EVENT, type Refusals, send, withBody } from './signed-request.js';

let ingress: Ingress;
beforeAll(async () => {
  ingress = await startIngress();
});
afterAll(() => ingress.close());

const REFUSED_REQUESTS: readonly Refusals[] = [
  {
    status: 405,
    code: 'request.method',
    of: [
      ['GET', () => ({ ...withBody(EVENT), method: 'GET' }), /not GET/],
      ['PUT', () => ({ ...withBody(EVENT), method: 'PUT' }), /not PUT/],
      ['DELETE', () => ({ ...withBody(EVENT), method: 'DELETE' }), /not DELETE/],
    ],
  },
  {
    status: 404,
    code: 'request.path',
    of: [
      ['another path', () => ({ ...withBody(EVENT), path: '/slack/event' }), /\/slack\/events/],
      ['the root', () => ({ ...withBody(EVENT), path: '/' }), /\/slack\/events/],
    ],
  },
  {
    status: 400,
    code: 'request.malformed',
    of: [
      ['a path with a broken escape', () => ({ ...withBody(EVENT), path: '/slack/%zz' }), /percent escape/],
    ],
  },
];

const cases = [...REFUSED_HEADERS, ...REFUSED_BODIES, ...REFUSED_REQUESTS].flatMap(({ status, code, of }) =>
  of.map(([what, request, message]) => ({ what, request, status, code, message })),
);

test.each(cases)('refuses $what', async ({ request, status, code, message }) => {
  ingress.records.length = 0;
  const answer = await send(ingress.port, request());
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

test('the tables of refusals have at least forty rows', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
});

const HEAD = `POST /slack/events HTTP/1.1\r\nhost: havoc\r\ncontent-type: application/json\r\n`;
const { 'content-type': _, ...SIGNED } = signed('{}');
const SIGNATURE = Object.entries(SIGNED)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

test.each([
  ['bytes that are not HTTP', ['hello\r\n\r\n'], 400, 'request.malformed'],
  ['two lengths', [`${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`], 400, 'request.malformed'],
  [
    'a length and chunks',
    [`${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    400,
    'request.malformed',
  ],
  [
    'headers that are too large',
    [`${HEAD}x: ${'y'.repeat(20_000)}\r\n\r\n`],
    431,
    'request.headers_too_large',
  ],
  ['an unsigned body that never ends', [`${HEAD}content-length: 10\r\n\r\n{`], 401, 'signature.missing'],
  [
    'a signed body that never ends',
    [`${HEAD}${SIGNATURE}content-length: 10\r\n\r\n{`],
    408,
    'request.timeout',
  ],
  ['headers that never end', [`${HEAD}x-slow:`], 408, 'request.timeout'],
])('refuses %s', async (_case, parts, status, code) => {
  const answer = await exchange(ingress.port, ...parts);
  expect({ status: answer.status, ...JSON.parse(answer.text) }).toMatchObject({ status, error: code });
  expect(await ingress.countEnvelopes()).toBe(0);
});
