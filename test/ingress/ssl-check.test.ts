import { type BareListener, openLine, openListener, requestText } from './bare-listener.js';
import { FORM, JSON_TYPE, signed } from './signed.js';

let listener: BareListener;
beforeAll(async () => {
  listener = await openListener();
});
beforeEach(() => {
  listener.accepted.length = 0;
  listener.records.length = 0;
});
afterAll(() => listener.close());

async function answerTo(request: Parameters<typeof requestText>[0]) {
  const line = await openLine(listener.port);
  line.socket.write(requestText(request));
  const text = await line.closed;
  return { status: line.statuses(), body: text.slice(text.indexOf('\r\n\r\n') + 4) };
}

const form = (body: string, contentType = FORM) => ({ body, headers: { 'content-type': contentType } });
const get = (query: string, method = 'GET') => ({ method, target: `/slack/commands?${query}`, headers: {} });

test.each([
  ['by POST', form('ssl_check=1&token=abc')],
  ['by POST, in another order', form('token=abc&ssl_check=1')],
  ['by POST, without a token', form('ssl_check=1')],
  ['by POST, with a charset', form('ssl_check=1&token=abc', `${FORM}; charset=utf-8`)],
  ['by GET', get('ssl_check=1&token=abc')],
  ['by GET, without a token', get('ssl_check=1')],
  ['by HEAD', get('ssl_check=1&token=abc', 'HEAD')],
])('answers an unsigned check %s, and stores nothing of it', async (_how, request) => {
  expect(await answerTo(request)).toEqual({ status: [200], body: '' });
  expect(listener.accepted).toEqual([]);
  expect(listener.records).toEqual([]);
});

test('answers an unsigned check whose body is chunked', async () => {
  const line = await openLine(listener.port);
  const head = `POST /slack HTTP/1.1\r\nhost: h\r\ncontent-type: ${FORM}\r\ntransfer-encoding: chunked\r\n\r\n`;
  line.socket.write(`${head}5\r\nssl_c\r\n6\r\nheck=1\r\n0\r\n\r\n`);
  await line.closed;
  expect(line.statuses()).toEqual([200]);
});

const payload = encodeURIComponent('{"type":"event_callback"}');
test.each([
  ['a payload', form(`ssl_check=1&payload=${payload}`)],
  ['a token and a payload', form(`ssl_check=1&token=abc&payload=${payload}`)],
  ['a command', form('ssl_check=1&token=abc&command=%2Fpoll')],
  ['any other field', form('ssl_check=1&token=abc&x=')],
  ['two checks', form('ssl_check=1&ssl_check=1')],
  ['two tokens', form('ssl_check=1&token=abc&token=abc')],
  ['a token of a kilobyte', form(`ssl_check=1&token=${'x'.repeat(1_024)}`)],
  ['another value', form('ssl_check=true&token=abc')],
  ['no value', form('ssl_check&token=abc')],
  ['a zero', form('ssl_check=0&token=abc')],
  ['a list', form('ssl_check[]=1&token=abc')],
  ['a broken escape', form('ssl_check=1&token=%2')],
  ['no check', form('token=abc')],
  ['nothing', form('')],
  ['JSON', form('{"ssl_check":"1","token":"abc"}', JSON_TYPE)],
  ['the content type of JSON', form('ssl_check=1&token=abc', JSON_TYPE)],
  ['no content type', { body: 'ssl_check=1&token=abc', headers: {} }],
  [
    'a check in the query and no body',
    { target: '/slack?ssl_check=1&token=abc', headers: { 'content-type': FORM } },
  ],
  [
    'half a signature',
    { ...form('ssl_check=1'), headers: { 'content-type': FORM, 'x-slack-signature': 'v0=1' } },
  ],
])('refuses an unsigned form with %s', async (_what, request) => {
  expect(await answerTo(request)).toMatchObject({
    status: [401],
    body: expect.stringContaining('signature.'),
  });
  expect(listener.accepted).toEqual([]);
});

test('refuses an unsigned check whose chunks are too long', async () => {
  const line = await openLine(listener.port);
  const head = `POST /slack HTTP/1.1\r\nhost: h\r\ncontent-type: ${FORM}\r\ntransfer-encoding: chunked\r\n\r\n`;
  line.socket.write(`${head}800\r\nssl_check=1&token=${'x'.repeat(2_030)}\r\n`);
  await line.closed;
  expect(line.statuses()).toEqual([401]);
});

test.each([
  ['a payload', `ssl_check=1&payload=${payload}`],
  ['a command', 'ssl_check=1&command=%2Fpoll'],
])('refuses GET with %s beside the check', async (_what, query) => {
  expect(await answerTo(get(query))).toMatchObject({ status: [405] });
});

test('accepts a signed request that looks like a check', async () => {
  const body = 'ssl_check=1&token=abc&command=%2Fpoll';
  const line = await openLine(listener.port);
  line.socket.write(requestText({ body, headers: signed(body, FORM, { connection: 'close' }) }));
  await line.closed;
  expect(line.statuses()).toEqual([200]);
  expect(listener.accepted).toMatchObject([{ kind: 'command', name: '/poll' }]);
});
