import { readSocketMessage, type SocketEnvelope } from '../../src/slack/index.js';
import { memberText } from '../../src/slack/json-text.js';
import fc from '../support/fast-check.js';

function envelopeOf(message: object | string): SocketEnvelope {
  const read = readSocketMessage(typeof message === 'string' ? message : JSON.stringify(message));
  if (read.type !== 'envelope') throw new Error(`It was read as ${read.type}.`);
  return read;
}

const event = {
  type: 'events_api',
  envelope_id: 'e-1',
  accepts_response_payload: false,
  retry_attempt: 0,
  retry_reason: '',
  payload: {
    token: 'secret',
    type: 'event_callback',
    api_app_id: 'A1',
    event_id: 'Ev1',
    team_id: 'T1',
    event: { type: 'reaction_added', bot_access_token: 'secret' },
  },
};

test.each([
  [{ type: 'hello' }, { type: 'hello', keptMs: undefined }],
  [
    { type: 'hello', debug_info: { approximate_connection_time: 18060 } },
    { type: 'hello', keptMs: 18_060_000 },
  ],
  [
    { type: 'hello', debug_info: { approximate_connection_time: -1 } },
    { type: 'hello', keptMs: undefined },
  ],
  [
    { type: 'hello', debug_info: null },
    { type: 'hello', keptMs: undefined },
  ],
  [
    { type: 'disconnect', reason: 'warning' },
    { type: 'disconnect', reason: 'warning' },
  ],
  [{ type: 'disconnect' }, { type: 'disconnect', reason: 'unknown' }],
])('reads %j', (message, expected) => {
  expect(readSocketMessage(JSON.stringify(message))).toEqual(expected);
});

test('an event is read as it is over HTTP, without its secrets', () => {
  expect(envelopeOf(event)).toMatchObject({
    envelope_id: 'e-1',
    acceptsReply: false,
    retryNum: undefined,
    incoming: { kind: 'event', name: 'reaction_added', dedupeKey: 'event:A1:Ev1', whose: { team_id: 'T1' } },
  });
  const { raw, body } = envelopeOf(event).incoming;
  expect(JSON.parse(raw.toString())).toEqual(body);
  expect(raw.toString()).not.toContain('secret');
});

test.each([
  [1, 1],
  [2, 2],
  [0, undefined],
  [undefined, undefined],
  [-1, undefined],
  [1.5, undefined],
  ['1', undefined],
  [1e12, 9_999],
])('retry_attempt %p is read as %p', (retry_attempt, retryNum) => {
  expect(envelopeOf({ ...event, retry_attempt }).retryNum).toBe(retryNum);
});

test.each([
  ['slash_commands', { command: '/poll', trigger_id: '1.2' }, 'command', '/poll', 'trigger:1.2'],
  ['slash_commands', { text: 'lost' }, 'unknown', '', 'envelope:e-2'],
  [
    'interactive',
    { type: 'block_actions', actions: [{ action_id: 'vote' }] },
    'block_actions',
    'vote',
    'envelope:e-2',
  ],
  [
    'interactive',
    { type: 'block_suggestion', action_id: 'city' },
    'block_suggestion',
    'city',
    'envelope:e-2',
  ],
  ['interactive', { trigger_id: '3.4' }, 'interactive', '', 'trigger:3.4'],
  ['events_api', { type: 'app_rate_limited' }, 'app_rate_limited', '', 'envelope:e-2'],
  ['telepathy', { type: 'thought' }, 'thought', '', 'envelope:e-2'],
  ['telepathy', {}, 'telepathy', '', 'envelope:e-2'],
])('an envelope of type %s with %j is a %s', (...given) => {
  const [type, payload, kind, name, dedupeKey] = given;
  const { incoming } = envelopeOf({ type, envelope_id: 'e-2', payload });
  expect(incoming).toMatchObject({ kind, name, dedupeKey, raw: Buffer.from(JSON.stringify(payload)) });
});

test.each([
  ['', 'body.json'],
  ['{', 'body.json'],
  ['[]', 'body.json'],
  ['"hello"', 'body.json'],
  ['{}', 'socket.malformed'],
  ['{"type":"events_api","payload":{}}', 'socket.malformed'],
  ['{"type":"events_api","envelope_id":7,"payload":{}}', 'socket.malformed'],
  ['{"type":"events_api","envelope_id":"1","payload":[]}', 'socket.malformed'],
  ['{"type":"events_api","envelope_id":"1","payload":null}', 'socket.malformed'],
  ['{"type":"","envelope_id":"1","payload":{}}', 'socket.malformed'],
])('refuses %s with %s', (text, code) => {
  expect(() => readSocketMessage(text)).toThrow(expect.objectContaining({ code, kind: 'invalid_argument' }));
});

test('keeps the exact text of the payload, at any place in the message', () => {
  const payload = '{ "type":"x",\n"n":12345678901234567890, "a":"1","a":"\\u0000\\"}" }';
  for (const text of [
    `{"type":"interactive","envelope_id":"1","payload":${payload}}`,
    ` {"payload" : ${payload} ,"nested":{"payload":{}},"type":"interactive","envelope_id":"1"} `,
    `{"payload":{"first":1},"p\\u0061yload":${payload},"type":"interactive","envelope_id":"1"}`,
  ]) {
    expect(envelopeOf(text).incoming.raw.toString()).toBe(payload);
  }
});

test('finds the text of any member of any object', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.string(),
      fc.nat(4),
      (object, other, space) => {
        const json = JSON.stringify(object, null, space);
        const parsed = JSON.parse(json);
        for (const key of [...Object.keys(parsed), other]) {
          const text = memberText(json, key);
          expect(text === undefined ? undefined : JSON.parse(text)).toEqual(
            Object.hasOwn(parsed, key) ? parsed[key] : undefined,
          );
        }
      },
    ),
  );
});
