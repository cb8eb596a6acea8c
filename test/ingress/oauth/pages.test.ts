import { createHash } from 'node:crypto';
import type { OAuthPagesOptions } from '../../../src/ingress/index.js';
import { FAILURES, failureOf } from '../../../src/ingress/oauth/failures.js';
import type { PageAnswer } from '../../../src/ingress/oauth/page-request.js';
import { createStage, GRANTED, type Stage } from './stage.js';

const ANSWERS: [what: string, ask: (stage: Stage) => Promise<PageAnswer>][] = [
  ['the start', (stage) => stage.open('install')],
  ['the start, asked with HEAD', (stage) => stage.open('install', { isHead: true })],
  ['a wrong link', (stage) => stage.open('install', { query: 'context=x' })],
  ['a success', async (stage) => stage.end(await stage.begin())],
  ['a refusal', async (stage) => stage.end(await stage.begin(), 'error=access_denied')],
  ['a wrong state', (stage) => stage.open('redirect')],
  ['the end, asked with HEAD', (stage) => stage.open('redirect', { isHead: true })],
];
const URLS = { successUrl: 'https://app.example.com/in', failureUrl: 'https://app.example.com/out' };
const FILES = { successPage: '<h1>In</h1>', failurePage: '<h1>Out</h1>' };

describe.each<[string, Partial<OAuthPagesOptions>]>([
  ["havoc's pages", {}],
  ['URLs of the app', URLS],
  ['files of the app', FILES],
])('with %s', (_how, options) => {
  test.each(ANSWERS)('every answer is safe: %s', async (_what, ask) => {
    const { headers } = await ask(createStage(options));
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script');
  });
});

test("havoc's own page loads nothing, and its policy allows exactly its style", async () => {
  const stage = createStage();
  const { body, headers } = await stage.end(await stage.begin());
  const style = body.match(/<style>(.*)<\/style>/s)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body).not.toMatch(/src=|<link|@import|url\(|<script|style=|onload/);
  expect(style).toContain('prefers-color-scheme: dark');
  expect(body).toContain('<html lang="en">');
  expect(body.match(/<h1>/g)).toHaveLength(1);
});

test('HEAD of the redirect uses up no state', async () => {
  const stage = createStage();
  const { state, cookies } = await stage.begin();
  const query = `state=${state}&code=x`;
  const answer = await stage.open('redirect', { query, cookies, isHead: true });
  expect(answer).toMatchObject({ status: 200, body: '', outcome: undefined });
  expect([stage.calls, stage.used]).toEqual([[], []]);
});

const HOSTILE = '<img src=x onerror="alert(1)">&\'';
const hostile = { ...GRANTED, team: { id: 'T1', name: HOSTILE } };

test('escapes texts from Slack and from strangers', async () => {
  const stage = createStage({}, { 'oauth.v2.access': hostile });
  const { body } = await stage.end(await stage.begin());
  expect(body).not.toContain('<img');
  expect(body).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;');
});

test('fills in the pages that the operator gives', async () => {
  const pages = {
    successPage: '{{team_name}}|{{ team_id }}|{{enterprise_id}}|{{title}}|{{open_url}}|{{error}}',
    failurePage: '{{error}}|{{title}}|{{message}}|{{retry_url}}|{{team_name}}',
  };
  const stage = createStage(pages, { 'oauth.v2.access': hostile });
  const ended = await stage.end(await stage.begin());
  expect(ended.status).toBe(200);
  expect(ended.body).toBe(
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;|T1||The app is installed|' +
      'https://slack.com/app_redirect?app=A0KRD7HC3&amp;team=T1|',
  );
  const { title, message, status } = FAILURES.denied;
  const refused = await stage.end(await stage.begin(), 'error=access_denied');
  expect(refused.status).toBe(status);
  expect(refused.body).toBe(`access_denied|${title}|${message}|https://slack.example.com/slack/install|`);
});

test.each(['successPage', 'failurePage'] as const)(
  'refuses a placeholder in %s that it does not know',
  (page) => {
    expect(() => createStage({ [page]: '<p>{{team}}</p>' })).toThrow(
      expect.objectContaining({
        code: 'oauth.unknown_placeholder',
        message: expect.stringMatching(
          /^The file of HAVOC_OAUTH_(SUCCESS|FAILURE)_PAGE .*\{\{team\}\}.*team_name/,
        ),
      }),
    );
  },
);

test('sends the browser to the URLs that the operator gives, without the context', async () => {
  const enterprise = { id: 'E1', name: 'Org' };
  const stage = createStage(
    { successUrl: 'https://app.example.com/in?from=slack', failureUrl: 'https://app.example.com/out' },
    { 'oauth.v2.access': { ...GRANTED, enterprise } },
  );
  const { url } = await stage.createLink({ context: '"private"', lifetimeMs: 60_000 });
  const query = new URL(url).search.slice(1);
  expect(await stage.end(await stage.begin({ query }))).toMatchObject({
    status: 302,
    body: '',
    outcome: 'ok',
    headers: { location: 'https://app.example.com/in?from=slack&team=T9TK3CUKW&enterprise=E1' },
  });
  expect(await stage.end(await stage.begin({ query }), 'error=access_denied')).toMatchObject({
    status: 302,
    outcome: 'denied',
    headers: { location: 'https://app.example.com/out?error=access_denied' },
  });
  const alone = createStage({ successUrl: 'https://app.example.com/in' });
  expect((await alone.end(await alone.begin())).headers.location).toBe(
    'https://app.example.com/in?team=T9TK3CUKW',
  );
  expect(await stage.open('redirect', { query: 'state=x' })).toMatchObject({
    outcome: 'refused: oauth.wrong_state',
    headers: { location: 'https://app.example.com/out?error=wrong_state' },
  });
});

test('opens an organisation without a team, on the origin of its Slack', async () => {
  const org = { ...GRANTED, team: null, enterprise: { id: 'E1', name: 'Org' }, is_enterprise_install: true };
  const stage = createStage({ apiUrl: 'http://127.0.0.1:7400/api/' }, { 'oauth.v2.access': org });
  const { body, teamId } = await stage.end(await stage.begin());
  expect(body).toContain('href="http://127.0.0.1:7400/app_redirect?app=A0KRD7HC3"');
  expect(body).toContain('Org');
  expect(teamId).toBe('E1');
});

test('every failure has a code of its own, and a text for people', () => {
  const refusals = [
    'invalid_code',
    'code_already_used',
    'bad_redirect_uri',
    'bad_client_secret',
    'invalid_client_id',
    'cannot_install_an_org_installed_app',
    'invalid_team_for_non_distributed_app',
    'invalid_scope',
    'anything_else',
  ].map(failureOf);
  const all = [...Object.values(FAILURES), ...refusals];
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  expect(new Set(all.map(({ message }) => message)).size).toBe(all.length);
  for (const { code } of all) expect(code).toMatch(/^oauth\.[a-z_]+$/);
  expect(failureOf('toString').code).toBe('oauth.refused');
});
