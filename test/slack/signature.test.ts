import { sign, verify } from '../../src/slack/index.js';

// The example that Slack publishes on docs.slack.dev/authentication/verifying-requests-from-slack.
const published = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  rawBody:
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};
const now = new Date(Number(published.timestamp) * 1000);

const genuine = {
  secrets: [published.secret],
  timestamp: published.timestamp,
  signature: published.signature,
  rawBody: Buffer.from(published.rawBody),
  now,
};

test("computes the signature of Slack's published example", () => {
  expect(sign(published)).toBe(published.signature);
});

test("accepts Slack's published example", () => {
  expect(() => verify(genuine)).not.toThrow();
});

test('signs the bytes, not their text', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00]);
  expect(sign({ ...published, rawBody: bytes })).not.toBe(sign({ ...published, rawBody: bytes.toString() }));
});

test.each([
  ['the new secret beside the old one', ['an-old-secret-of-16', published.secret]],
  ['the old secret beside the new one', [published.secret, 'a-new-secret-of-16']],
])('accepts %s', (_case, secrets) => {
  expect(() => verify({ ...genuine, secrets })).not.toThrow();
});

test.each([
  ['exactly 5 minutes old', 300],
  ['exactly 5 minutes early', -300],
])('accepts a request %s', (_case, seconds) => {
  expect(() => verify({ ...genuine, now: new Date(now.getTime() + seconds * 1000) })).not.toThrow();
});

test.each([
  ['no timestamp', { timestamp: undefined }, 'signature.missing'],
  ['an empty timestamp', { timestamp: '' }, 'signature.missing'],
  ['no signature', { signature: undefined }, 'signature.missing'],
  ['a timestamp of words', { timestamp: 'today' }, 'signature.malformed'],
  ['a timestamp with a fraction', { timestamp: '1531420618.5' }, 'signature.malformed'],
  ['a negative timestamp', { timestamp: '-1531420618' }, 'signature.malformed'],
  ['a hexadecimal timestamp', { timestamp: '0x5b47a0ca' }, 'signature.malformed'],
  ['another version', { signature: published.signature.replace('v0', 'v1') }, 'signature.malformed'],
  ['a short signature', { signature: published.signature.slice(0, -1) }, 'signature.malformed'],
  ['a long signature', { signature: `${published.signature}0` }, 'signature.malformed'],
  ['an upper-case signature', { signature: published.signature.toUpperCase() }, 'signature.malformed'],
  ['a timestamp 301 s old', { now: new Date(now.getTime() + 301_000) }, 'signature.stale'],
  ['a timestamp 301 s early', { now: new Date(now.getTime() - 301_000) }, 'signature.stale'],
  ['another secret', { secrets: ['another-secret-of-16'] }, 'signature.wrong'],
  ['an empty list of secrets', { secrets: [] }, 'signature.wrong'],
  ['a changed body', { rawBody: Buffer.from(`${published.rawBody}&`) }, 'signature.wrong'],
  ['an empty body', { rawBody: Buffer.alloc(0) }, 'signature.wrong'],
  ['a changed timestamp', { timestamp: '1531420619' }, 'signature.wrong'],
  ['a changed digit', { signature: published.signature.replace(/3$/, '4') }, 'signature.wrong'],
])('refuses %s', (_case, change, code) => {
  expect(() => verify({ ...genuine, ...change })).toThrow(
    expect.objectContaining({ kind: 'unauthenticated', code }),
  );
});
