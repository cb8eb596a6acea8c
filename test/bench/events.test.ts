import { serialOf, writeEvent } from '../../src/bench/events.js';
import { readSocketMessage, verify } from '../../src/slack/index.js';

const scenery = {
  signingSecret: 'a-signing-secret',
  bot: 'U1',
  team: 'T1',
  users: ['U2', 'U3'],
  channels: ['C1'],
};

test('a request has the signature that havoc requires', () => {
  const [head = '', body = ''] = String(writeEvent({ kind: 'http', port: 1 }, scenery, 7)).split('\r\n\r\n');
  const header = (name: string) => head.match(new RegExp(`^${name}: (.*)$`, 'im'))?.[1]?.trim();
  const input = {
    secrets: [scenery.signingSecret],
    timestamp: header('x-slack-request-timestamp'),
    signature: header('x-slack-signature'),
    rawBody: Buffer.from(body),
    now: new Date(),
  };
  expect(() => verify(input)).not.toThrow();
  expect(header('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(JSON.parse(body).event.text).toMatch(/ 7$/);
});

test('havoc can read an envelope, and its acknowledgement gives the event’s number', () => {
  const text = String(writeEvent({ kind: 'socket', link: 'x' }, scenery, 123));
  const message = readSocketMessage(text);
  expect(message).toMatchObject({ type: 'envelope', acceptsReply: false, incoming: { kind: 'event' } });
  const { envelope_id } = JSON.parse(text);
  expect(serialOf(JSON.stringify({ envelope_id }))).toBe(123);
});
