import { parseSlackBody } from '../../src/slack/index.js';
import fc from '../support/fast-check.js';

function rawOf(text: string): string {
  const said = parseSlackBody({
    contentType: 'application/json',
    rawBody: Buffer.from(text),
    timestamp: '1',
  });
  if (said.handshake) throw new Error('a handshake');
  return said.incoming.raw.toString();
}

test.each([
  ['as the first member', '{"token":"s","type":"x"}', '{"type":"x"}'],
  ['as the last member', '{"type":"x","token":"s"}', '{"type":"x"}'],
  ['between two members', '{"type":"x", "token" : "s" ,"b":1}', '{"type":"x", "b":1}'],
  ['as the only member', '{"token":"s"}', '{}'],
  ['twice', '{"token":"s","type":"x","token":"t"}', '{"type":"x"}'],
  ['beside another secret', '{"token":"s","bot_access_token":"b"}', '{}'],
  [
    'as the last member, after another secret',
    '{"type":"x","token":"s","bot_access_token":"b"}',
    '{"type":"x"}',
  ],
  ['under an escaped key', '{"\\u0074oken":"s","type":"x"}', '{"type":"x"}'],
  ['as an object', '{"token":{"a":["}","\\"]"]},"type":"x"}', '{"type":"x"}'],
  ['in the event', '{"type":"x","event":{"bot_access_token":"b","a":1}}', '{"type":"x","event":{"a":1}}'],
  [
    'deep in user data: kept',
    '{"type":"x","state":{"token":"mine"}}',
    '{"type":"x","state":{"token":"mine"}}',
  ],
  ['in a list: kept', '{"type":"x","a":[{"token":"mine"}]}', '{"type":"x","a":[{"token":"mine"}]}'],
  [
    'as a value: kept',
    '{"type":"token","a":"\\"token\\":\\"s\\""}',
    '{"type":"token","a":"\\"token\\":\\"s\\""}',
  ],
  [
    'in the interactivity of a payload',
    '{"interactivity":{"interactor":{"secret":"s","id":"U1"},"interactivity_pointer":"p"}}',
    '{"interactivity":{"interactor":{"id":"U1"},"interactivity_pointer":"p"}}',
  ],
  [
    'in an input of a step with any name',
    '{"event":{"inputs":{"who":{"interactor":{"id":"U1","secret":"s"},"interactivity_pointer":"p"}}}}',
    '{"event":{"inputs":{"who":{"interactor":{"id":"U1"},"interactivity_pointer":"p"}}}}',
  ],
  [
    'in the inputs that come with an interaction, nested and flat',
    '{"function_data":{"inputs":{"a":{"interactor":{"secret":"s"}},"a.interactor":{"id":"U1","secret":"s"},' +
      '"a.interactor.secret":"s","a.interactor.id":"U1"}}}',
    '{"function_data":{"inputs":{"a":{"interactor":{}},"a.interactor":{"id":"U1"},"a.interactor.id":"U1"}}}',
  ],
  [
    'in the context of a user, nested and flat',
    '{"event":{"inputs":{"who":{"id":"U1","secret":"s"},"who.id":"U1","who.secret":"s"}}}',
    '{"event":{"inputs":{"who":{"id":"U1"},"who.id":"U1"}}}',
  ],
  [
    "in one of the app's own inputs: kept",
    '{"event":{"inputs":{"secret":"mine","a":{"id":"1","secret":"mine","b":{"secret":"mine"}},"c":{"secret":"mine"}}}}',
    '{"event":{"inputs":{"secret":"mine","a":{"id":"1","secret":"mine","b":{"secret":"mine"}},"c":{"secret":"mine"}}}}',
  ],
  [
    'in an interactor at another place: kept',
    '{"event":{"interactor":{"secret":"mine"}},"interactivity":[{"interactor":{"secret":"mine"}}]}',
    '{"event":{"interactor":{"secret":"mine"}},"interactivity":[{"interactor":{"secret":"mine"}}]}',
  ],
])('removes a secret %s', (_case, text, expected) => {
  expect(rawOf(text)).toBe(expected);
});

test('leaves numbers, escapes, repeated keys and white space unchanged', () => {
  const text = '{ "n" : 1.0e+2,\n "big":12345678901234567890, "u":"\\u0000\\ud83d", "k":1, "k":2 }';
  expect(rawOf(text)).toBe(text);
});

test('removes the secrets and nothing else', () => {
  const member = fc.oneof(fc.constantFrom('token', 'bot_access_token', 'event', 'type', 'a'), fc.string());
  const object = fc.dictionary(member, fc.jsonValue(), { noNullPrototype: true });
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const expected = JSON.parse(JSON.stringify(value));
      for (const holder of [expected, expected.event]) {
        if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) continue;
        delete holder.token;
        delete holder.bot_access_token;
      }
      fc.pre(value.type !== 'url_verification');
      expect(JSON.parse(rawOf(JSON.stringify(value, null, space)))).toEqual(expected);
    }),
  );
});
