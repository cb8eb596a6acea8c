import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { createStage, REDIRECT } from './stage.js';

test('sends the browser to Slack with what the app asks for', async () => {
  const stage = createStage();
  const { status, headers, body, outcome, name } = await stage.open('install', { query: 'team=T9TK3CUKW' });
  expect({ status, body, outcome, name }).toEqual({
    status: 302,
    body: '',
    outcome: 'ok',
    name: 'oauth install',
  });
  const { origin, pathname, searchParams } = new URL(headers.location ?? '');
  expect(origin + pathname).toBe('https://slack.com/oauth/v2/authorize');
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: '4724469134.4644010092847',
    scope: 'commands,chat:write',
    user_scope: 'search:read',
    redirect_uri: REDIRECT,
    state: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    team: 'T9TK3CUKW',
  });
  expect(stage.calls).toEqual([]);
  expect(stage.used).toEqual([]);
});

test('finds the page of another Slack on the origin of its API', async () => {
  const { url } = await createStage({ apiUrl: 'http://127.0.0.1:7400/api/' }).begin();
  expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:7400\/oauth\/v2\/authorize\?/);
});

test('the state shows neither the browser nor the secret of PKCE', async () => {
  const { state, cookies, url } = await createStage({ hasPkce: true }).begin();
  const claims = JSON.stringify(decodeJwt(state));
  expect(claims).not.toContain(cookies.split('=')[1] ?? claims);
  expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
});

test('the challenge of PKCE is the hash of the verifier that the exchange sends', async () => {
  const stage = createStage({ hasPkce: true });
  const begun = await stage.begin();
  await stage.end(begun);
  const { code_verifier: verifier } = stage.calls[0]?.args ?? {};
  expect(verifier).toMatch(/^[\w-]{43}$/);
  const hash = createHash('sha256').update(String(verifier)).digest('base64url');
  expect(begun.url.searchParams.get('code_challenge')).toBe(hash);
  expect(begun.url.href).not.toContain(verifier);
});

const TWO = [REDIRECT, 'https://eu.example.com:8443/slack/oauth_redirect'] as const;

test.each([
  [[], TWO[0]],
  [['unknown.example.com'], TWO[0]],
  [['slack.example.com'], TWO[0]],
  [['SLACK.example.com:443'], TWO[0]],
  [['eu.example.com:8443'], TWO[1]],
  [['eu.example.com'], TWO[0]],
  [['EU.example.com:8443', '10.0.0.1:3000'], TWO[1]],
])('of several redirect URLs, takes the one of the host %j', async (hosts, redirectUrl) => {
  const stage = createStage({ redirectUrls: TWO });
  const begun = await stage.begin({ hosts });
  expect(begun.url.searchParams.get('redirect_uri')).toBe(redirectUrl);
  await stage.end(begun);
  expect(stage.calls[0]?.args.redirect_uri).toBe(redirectUrl);
});

test.each(['team=team', 'team=t1', 'team=T1&team=T2', 'context=a&context=b', 'team=T1%22%3E'])(
  'refuses the query %s',
  async (query) => {
    const { status, setCookies, outcome } = await createStage().open('install', { query });
    expect({ status, outcome }).toEqual({ status: 400, outcome: 'refused: oauth.bad_request' });
    expect(setCookies).toBeUndefined();
  },
);
