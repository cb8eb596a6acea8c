import { redactBody, redactText } from '../../src/traffic/index.js';
import fc from '../support/fast-check.js';

const CAP = 64 * 1024;
const shown = (body: unknown, cap = CAP) => Buffer.from(redactBody(body, cap) ?? []).toString();

test.each([
  ['a token by its key', { token: 'abc', keep: 1 }, { token: '[redacted]', keep: 1 }],
  [
    'a nested access token',
    { authed_user: { access_token: 'x' } },
    { authed_user: { access_token: '[redacted]' } },
  ],
  ['a bot access token', { bot_access_token: 'x' }, { bot_access_token: '[redacted]' }],
  ['a refresh token', [{ refresh_token: 'x' }], [{ refresh_token: '[redacted]' }]],
  ['a signing secret', { signing_secret: 'x' }, { signing_secret: '[redacted]' }],
  ['a client secret', { client_secret: 'x' }, { client_secret: '[redacted]' }],
  [
    'an authorization',
    { headers: { Authorization: 'Bearer x' } },
    { headers: { Authorization: '[redacted]' } },
  ],
  ['a bot token in a text', { text: 'use xoxb-1-abc now' }, { text: 'use [redacted] now' }],
  ['a rotated token in a text', { text: 'xoxe.xoxb-1-abc-DEF' }, { text: '[redacted]' }],
  ['the token of a function in a text', { text: 'xwfp-1-abc' }, { text: '[redacted]' }],
  ['an app token in a key', { 'xapp-1-A0-abc': true }, { '[redacted]': true }],
  [
    'a response_url of Slack',
    { response_url: 'https://hooks.slack.com/actions/T1/2/abc' },
    { response_url: 'https://hooks.slack.com/[redacted]' },
  ],
  [
    'a response_url of another host',
    { response_urls: [{ response_url: 'http://127.0.0.1:7400/respond/secret' }] },
    { response_urls: [{ response_url: 'http://127.0.0.1:7400/[redacted]' }] },
  ],
  [
    'a webhook in a text',
    { text: 'see https://hooks.slack.com/services/T1/B1/abc' },
    { text: 'see https://hooks.slack.com/[redacted]' },
  ],
  [
    'the ticket of a URL for Socket Mode',
    { ok: true, url: 'wss://wss-primary.slack.com/link/?ticket=a-b_c%2F.d&app_id=x' },
    { ok: true, url: 'wss://wss-primary.slack.com/link/?ticket=[redacted]&app_id=x' },
  ],
  ['no trigger_id, which is valid for 3 s', { trigger_id: '1.2.abc' }, { trigger_id: '1.2.abc' }],
  ['no authorizations', { authorizations: [{ team_id: 'T1' }] }, { authorizations: [{ team_id: 'T1' }] }],
  ['a file', { file: Buffer.from('abc') }, { file: '[3 bytes]' }],
])('redacts %s', (_, body, expected) => {
  expect(JSON.parse(shown(body))).toEqual(expected);
});

test.each([
  ['bytes', Buffer.from('{"a":{"token":"x"},"n":1}')],
  ['text', '{"a":{"token":"x"},"n":1}'],
  ['text with an escaped key', '{"a":{"\\u0074oken":"x"},"n":1}'],
])('reads JSON given as %s', (_, body) => {
  expect(JSON.parse(shown(body))).toEqual({ a: { token: '[redacted]' }, n: 1 });
});

test('leaves bytes without anything suspicious unchanged', () => {
  expect(shown(Buffer.from('{"a" : 1.0, "a": 2}'))).toBe('{"a" : 1.0, "a": 2}');
});

test('keeps other text than JSON, without its tokens', () => {
  expect(shown('not json: xoxb-123-abc')).toBe('"not json: [redacted]"');
});

test('returns undefined for undefined', () => {
  expect(redactBody(undefined, CAP)).toBeUndefined();
});

test('cuts long bodies, marks the cut, and stays JSON', () => {
  const members = Array.from({ length: 1_000 }, (_, id) => ({ id, text: 'x'.repeat(100) }));
  const text = shown({ members, long: 'y'.repeat(5_000) }, 2_000);
  expect(text.length).toBeLessThan(4_000);
  expect(JSON.parse(text).members.at(-1)).toBe('[cut]');
});

test('never leaves half a token', () => {
  const text = shown({ text: `${'x'.repeat(90)} xoxb-123456789-secret` }, 110);
  expect(text).not.toContain('xoxb');
});

test('leaves no token in any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), fc.integer({ min: 10, max: 500 }), (value, text, cap) => {
      const body = { value, deep: [{ text: `${text}xoxb-111-secretpart${text}` }], token: 'plainsecret' };
      for (const given of [body, JSON.stringify(body), Buffer.from(JSON.stringify(body))]) {
        expect(shown(given, cap)).not.toMatch(/secretpart|plainsecret/);
      }
    }),
  );
});

test('removes tokens from a text', () => {
  expect(redactText('a xoxp-1-2 b xapp-1-A-b c')).toBe('a [redacted] b [redacted] c');
});
