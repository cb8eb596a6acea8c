import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { createInstallLink } from '../../../src/ingress/index.js';
import { createVault } from '../../../src/vault/index.js';
import { APP_SECRET, createStage, KEYS, REDIRECT } from './stage.js';

/** JSON that comes back changed if it is parsed and written again. */
const EXACT = String.raw`{ "tenant": 12345678901234567890, "tenant":1e400,"10":-0, "2":1.0, "é":"\ud800\u0000\/" }`;

test('a link that havoc made brings its context back unchanged', async () => {
  const stage = createStage();
  const context = `${EXACT}\r\n\t`;
  const { url, expiresAt } = await stage.createLink({ context, team_id: 'T9TK3CUKW', lifetimeMs: 60_000 });
  expect(expiresAt.getTime() - stage.now().getTime()).toBe(60_000);
  const link = new URL(url);
  expect(link.origin + link.pathname).toBe('https://slack.example.com/slack/install');
  const begun = await stage.begin({ query: link.search.slice(1) });
  expect(begun.url.searchParams.get('team')).toBe('T9TK3CUKW');
  await stage.end(begun);
  expect(stage.grants).toMatchObject([{ context }]);
});

test('a link without a context ends too', async () => {
  const stage = createStage();
  const { url } = await stage.createLink({ lifetimeMs: 60_000 });
  const query = new URL(url).search.slice(1);
  await stage.end(await stage.begin({ query }));
  expect(stage.grants).toMatchObject([{ context: undefined }]);
  stage.pass(60_000);
  expect(await stage.open('install', { query })).toMatchObject({ status: 410 });
});

const linkOf = createInstallLink({ vault: createVault(KEYS), redirectUrls: [REDIRECT] });

test.each([
  ['that is no JSON', Buffer.from('{tenant}'), /is not JSON/],
  ['that is empty', Buffer.alloc(0), /is not JSON/],
  ['that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /is not JSON/],
  ['that begins with a byte order mark', Buffer.from('\uFEFF1'), /is not JSON/],
  ['that is too long', Buffer.from(`"${'x'.repeat(1_999)}"`), /has 2001 bytes/],
])('makes no link for a context %s', async (_what, context, message) => {
  await expect(linkOf({ context, lifetimeMs: 1_000 })).rejects.toMatchObject({
    kind: 'invalid_argument',
    code: 'installations.bad_context',
    message: expect.stringMatching(message),
  });
});

test('makes no link for an invalid team', async () => {
  await expect(linkOf({ team_id: 'team', lifetimeMs: 1_000 })).rejects.toMatchObject({
    code: 'installations.bad_team',
  });
});

test('makes a link for the largest context, and takes it through Slack', async () => {
  const stage = createStage();
  const context = `"${'\\"'.repeat(999)}"`;
  expect(Buffer.byteLength(context)).toBe(2_000);
  const { url } = await stage.createLink({ context, lifetimeMs: 1_000 });
  await stage.end(await stage.begin({ query: new URL(url).search.slice(1) }));
  expect(stage.grants).toMatchObject([{ context }]);
});

/** Signs a context as an app does. */
function signed(claims: Record<string, unknown>, secret = APP_SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

test.each([
  [{ tenant: 'x' }, '{"tenant":"x"}'],
  ['text', '"text"'],
  [null, 'null'],
  [[], '[]'],
])('takes the context %j that the app signed itself', async (context, text) => {
  const stage = createStage();
  const token = await signed({ context, exp: stage.now().getTime() / 1000 + 60 });
  await stage.end(await stage.begin({ query: `context=${token}` }));
  expect(stage.grants).toMatchObject([{ context: text }]);
});

const END = Date.UTC(2026, 11, 1, 12, 1) / 1000;

/** Signs the text of a payload as it is. */
function signedText(payload: string): string {
  const head = [`{"alg":"HS256"}`, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${head}.${createHmac('sha256', APP_SECRET).update(head).digest('base64url')}`;
}

test.each([
  [`{"context":9007199254740993,"exp":${END}}`, '9007199254740993'],
  [`{"exp":${END},"context": ${EXACT} }`, EXACT],
  [`{"other":{"context":1},"context":[ 1.0 , {"context":2}],"exp":${END}}`, '[ 1.0 , {"context":2}]'],
  [`{"context":1,"exp":${END},"context":2.0}`, '2.0'],
  [`{"\\u0063ontext":"a\\",}","exp":${END}}`, '"a\\",}"'],
  [`\n{ "exp" : ${END} , "x" : "\\"context\\":1" , "context" : null }`, 'null'],
])('the context of the payload %s comes back as its text stands there', async (payload, context) => {
  const stage = createStage();
  await stage.end(await stage.begin({ query: `context=${signedText(payload)}` }));
  expect(stage.grants).toMatchObject([{ context }]);
});

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const OTHER = 'another-secret-of-32-characters-or-more';

test.each([
  ['signed with another secret', () => signed({ context: 1, exp: END }, OTHER)],
  ['without an end', () => signed({ context: 1 })],
  ['without a context', () => signed({ exp: END })],
  ['that is too large', () => signed({ context: 'x'.repeat(2_000), exp: END })],
  ['that is not valid yet', () => signed({ context: 1, exp: END, nbf: END - 1 })],
  ['with another algorithm', () => signed({ context: 1, exp: END }, APP_SECRET, 'HS512')],
  ['without a signature', async () => `${encoded({ alg: 'none' })}.${encoded({ context: 1, exp: END })}.`],
  ['that is no token', async () => 'x'],
  ['that is empty', async () => ''],
  ['that is endless', async () => 'x'.repeat(10_000)],
])('refuses a context %s', async (_what, make) => {
  const { status, outcome, body } = await createStage().open('install', { query: `context=${await make()}` });
  expect({ status, outcome }).toEqual({ status: 400, outcome: 'refused: oauth.wrong_context' });
  expect(body).toContain('This link is not right');
});

test('refuses a context of the app that has expired, and says so', async () => {
  const stage = createStage();
  const token = await signed({ context: 1, exp: stage.now().getTime() / 1000 });
  expect(await stage.open('install', { query: `context=${token}` })).toMatchObject({
    status: 410,
    outcome: 'refused: oauth.expired_context',
    body: expect.stringContaining('This link is too old'),
  });
});

test('refuses a context of the app without HAVOC_OAUTH_CONTEXT_SECRET', async () => {
  const stage = createStage({ contextSecret: undefined });
  const query = `context=${await signed({ context: 1, exp: END })}`;
  expect(await stage.open('install', { query })).toMatchObject({ status: 400 });
});

test('a state is no context, and a context is no state', async () => {
  const stage = createStage();
  const begun = await stage.begin();
  expect(await stage.open('install', { query: `context=${begun.state}` })).toMatchObject({ status: 400 });
  const { url } = await stage.createLink({ context: '1', lifetimeMs: 60_000 });
  const state = new URL(url).searchParams.get('context') ?? '';
  expect(await stage.end({ ...begun, state })).toMatchObject({ outcome: 'refused: oauth.wrong_state' });
});
