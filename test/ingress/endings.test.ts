import { once } from 'node:events';
import { connect } from 'node:net';
import { HavocError } from '../../src/base/index.js';
import { until } from '../support/until.js';
import { type BareListener, eventBody, openLine, openListener, requestText } from './bare-listener.js';
import { JSON_TYPE, signed } from './signed.js';

let listener: BareListener;
afterEach(() => listener.close());

const GARBAGE = 'hello\r\n\r\n';
const event = (id: number | string) => requestText({ body: eventBody(id) });
const challenge = requestText({ body: '{"type":"url_verification","challenge":"x"}' });

describe('garbage after', () => {
  test.each([
    ['a short request', event(1), [200]],
    ['a request of several kilobytes', event('x'.repeat(5_000)), [200]],
    ['a request with a long head', requestText({ headers: { ...signed(''), x: 'y'.repeat(700) } }), [400]],
    ['several requests', Buffer.concat([event(1), event(2), event(3)]), [200, 200, 200]],
    ['a handshake', challenge, [200]],
    ['an unsigned request', requestText({ body: '{}', headers: { 'content-type': JSON_TYPE } }), [401]],
    ['a wrongly signed request', requestText({ body: '{}', headers: signed('') }), [401]],
  ])('%s in one packet changes no answer, and ends the connection', async (_what, bytes, statuses) => {
    listener = await openListener();
    for (const garbage of [GARBAGE, 'POST / HTTP/9.9\r\n\r\n', '\0\0\0\0', 'x'.repeat(50_000)]) {
      const line = await openLine(listener.port);
      line.socket.write(Buffer.concat([bytes, Buffer.from(garbage)]));
      await line.closed;
      expect(line.statuses()).toEqual(statuses);
    }
  });
});

test.each([
  ['a short head', {}],
  ['a long head', { x: 'y'.repeat(600) }],
])('finds garbage after a signed request with %s, wherever the packet ends', async (_what, more) => {
  listener = await openListener();
  const whole = requestText({ body: eventBody(1), headers: signed(eventBody(1), JSON_TYPE, more) });
  for (let at = 1; at < whole.length; at += 37) {
    const line = await openLine(listener.port);
    line.socket.setNoDelay(true);
    line.socket.write(whole.subarray(0, at));
    await new Promise(setImmediate);
    line.socket.write(Buffer.concat([whole.subarray(at), Buffer.from(GARBAGE)]));
    await line.closed;
    expect(line.statuses()).toEqual([200]);
  }
});

/** Opens a listener that fails every event with an error of this kind. */
const openFailing = (kind: 'invalid_argument' | 'internal') =>
  openListener({
    accept: () => Promise.reject(new HavocError({ kind, code: 'test.failed', message: 'It failed.' })),
  });

test('closes the connection of a verified request that is refused later', async () => {
  listener = await openFailing('invalid_argument');
  const line = await openLine(listener.port);
  line.socket.write(event(1));
  expect(await line.closed).toMatch(/^connection: close\r$/im);
  expect(line.statuses()).toEqual([400]);
});

test('keeps the connection of a verified request that fails with a 500', async () => {
  listener = await openFailing('internal');
  const line = await openLine(listener.port);
  for (const id of [1, 2]) {
    line.socket.write(event(id));
    await until(() => line.statuses().length === id);
  }
  expect(line.statuses()).toEqual([500, 500]);
  line.socket.destroy();
});

test('cuts off a client that sends more than 4 MiB after its refusal', async () => {
  listener = await openListener();
  const socket = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(requestText({ body: '{}', headers: { 'content-type': JSON_TYPE } }));
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 401 /);
  // The kernel buffers far less than this between the two sides.
  const failure = await new Promise((resolve) => socket.write(Buffer.alloc(64 * 1024 * 1024), resolve));
  expect(failure).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) });
});

test('close() waits for the answer to a request under way', async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let isAccepted = false;
  listener = await openListener({
    async accept() {
      isAccepted = true;
      await answered;
      return { answer: Buffer.alloc(0), envelopeId: '1', outcome: 'ok' };
    },
  });
  const line = await openLine(listener.port);
  line.socket.write(event(1));
  await until(() => isAccepted);
  let isClosed = false;
  const closing = listener.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  answer();
  await closing;
  await line.closed;
  expect(line.statuses()).toEqual([200]);
});
