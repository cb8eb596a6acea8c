import type { LocalSlack, SeedApp } from '../../../src/local-slack/index.js';
import { access, authorizeUrl, REDIRECT_URL, startOauthSlack } from '../support/oauth.js';

let local: LocalSlack;

afterEach(() => local.close());

/** The error page, or where the request is redirected to. */
async function open(
  query: Record<string, string>,
): Promise<{ status: number; to: string | null; text: string }> {
  const response = await fetch(authorizeUrl(local, query), { redirect: 'manual' });
  return { status: response.status, to: response.headers.get('location'), text: await response.text() };
}

const CHALLENGE = 'ldMBaaWcQYtSATMV_IG8mf3wp7A6EW80arYoSW80ntU';

describe('a request for an installation', () => {
  test('goes on to the consent page with its whole query', async () => {
    local = await startOauthSlack();
    const { status, to } = await open({ scope: 'chat:write', user_scope: 'search:read', state: 's 1' });
    expect(status).toBe(302);
    const query = new URL(to ?? '', local.url).searchParams;
    expect(new URL(to ?? '', local.url).pathname).toBe('/oauth');
    expect(Object.fromEntries(query)).toEqual({
      client_id: local.clientId,
      scope: 'chat:write',
      user_scope: 'search:read',
      state: 's 1',
    });
  });

  test.each<[string, Partial<SeedApp>, Record<string, string>, string]>([
    ['names no app', {}, { client_id: 'x', scope: 'chat:write' }, 'invalid_client_id'],
    ['asks for no scopes', {}, {}, 'no_scopes'],
    ['asks for an unknown scope', {}, { scope: 'chat:write,chat:shout' }, 'invalid_scope'],
    ['asks for the bot for a scope of people', {}, { scope: 'search:read' }, 'invalid_scope'],
    ['asks people for a scope of bots', {}, { user_scope: 'commands' }, 'invalid_scope'],
    [
      'comes from an app without redirect URLs',
      { redirect_urls: [] },
      { scope: 'commands' },
      'bad_redirect_uri',
    ],
    [
      'redirects to a desktop with bot scopes',
      { pkce: true, redirect_urls: ['http://localhost:8080/auth'] },
      { scope: 'commands' },
      'invalid_scope',
    ],
    [
      'redirects to a custom scheme without PKCE',
      { pkce: true, redirect_urls: ['poll://auth'] },
      { user_scope: 'chat:write' },
      'bad_redirect_uri',
    ],
    [
      'uses PKCE, which the app has not turned on',
      {},
      { scope: 'commands', code_challenge: CHALLENGE, code_challenge_method: 'S256' },
      'pkce_not_enabled',
    ],
    [
      'uses PKCE without a hash',
      { pkce: true },
      { scope: 'commands', code_challenge: CHALLENGE, code_challenge_method: 'plain' },
      'invalid_code_challenge',
    ],
  ])('that %s gets a page with the error', async (_what, app, query, error) => {
    local = await startOauthSlack(app);
    const { status, to, text } = await open(query);
    expect({ status, to }).toEqual({ status: 400, to: null });
    expect(text).toContain(error);
  });

  // docs.slack.dev/authentication/installing-with-oauth has these, for https://example.com/path.
  test.each<[string, boolean]>([
    ['https://example.com/path', true],
    ['https://example.com/path/subdir/other', true],
    ['https://example.com/path?tenant=7', true],
    ['http://example.com/bar', false],
    ['http://example.com/', false],
    ['http://example.com:8080/path', false],
    ['http://oauth.example.com:8080/path', false],
    ['http://example.org', false],
    ['https://example.com/pathological', false],
    ['https://example.com/path#part', false],
    ['https://example.com/path/../admin', false],
    ['not a URL', false],
  ])('with the redirect_uri %s is valid: %s', async (redirect_uri, isValid) => {
    local = await startOauthSlack({ redirect_urls: ['https://example.com/path'] });
    const { status, text } = await open({ scope: 'commands', redirect_uri });
    expect(status).toBe(isValid ? 302 : 400);
    expect(text.includes('bad_redirect_uri')).toBe(!isValid);
  });
});

describe('the decision of a person', () => {
  const query = { scope: 'chat:write,im:history', user_scope: 'search:read', state: 'abc' };
  const decide = (decision: Parameters<LocalSlack['decideConsent']>[1], more = {}) =>
    local.decideConsent(authorizeUrl(local, { ...query, ...more }), decision);

  test('to refuse redirects with access_denied and the state', async () => {
    local = await startOauthSlack();
    const to = new URL(await decide({ allow: false }));
    expect(to.origin + to.pathname).toBe(REDIRECT_URL);
    expect(Object.fromEntries(to.searchParams)).toEqual({ error: 'access_denied', state: 'abc' });
  });

  test('to allow redirects with a code and the state, and keeps the query of the redirect_uri', async () => {
    local = await startOauthSlack();
    const to = await decide({ allow: true, person: 'ana' }, { redirect_uri: `${REDIRECT_URL}?tenant=7` });
    expect(Object.fromEntries(new URL(to).searchParams)).toEqual({
      tenant: '7',
      code: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{64}$/),
      state: 'abc',
    });
  });

  test('can leave optional scopes out, but no others', async () => {
    local = await startOauthSlack({
      scopes: { bot: ['chat:write', 'im:history'], bot_optional: ['im:history'] },
    });
    const all = { allow: true as const, person: 'ana' };
    const to = await decide({ ...all, scopes: { bot: ['chat:write'], user: ['search:read'] } });
    const code = new URL(to).searchParams.get('code') ?? '';
    expect(await access(local, { code })).toMatchObject({
      scope: 'chat:write',
      authed_user: { scope: 'search:read' },
    });
    for (const scopes of [
      { bot: ['im:history'], user: ['search:read'] },
      { bot: ['chat:write'], user: [] },
      { bot: ['chat:write', 'commands'], user: ['search:read'] },
    ])
      await expect(decide({ ...all, scopes })).rejects.toMatchObject({ code: 'local_slack.invalid_scope' });
  });

  test.each<[string, Parameters<LocalSlack['decideConsent']>[1], string]>([
    ['a person of another workspace', { allow: true, team: 'lighthouse', person: 'zoe' }, 'user_not_found'],
    ['a workspace that does not exist', { allow: true, team: 'moon', person: 'ana' }, 'team_not_found'],
    [
      'somebody who does not administer the organisation',
      { allow: true, enterprise: 'coast', person: 'ben' },
      'user_not_found',
    ],
  ])('cannot name %s', async (_what, decision, error) => {
    local = await startOauthSlack();
    await expect(decide(decision)).rejects.toMatchObject({ code: `local_slack.${error}` });
  });

  test('cannot choose an organisation for an app that is not ready for one, or asks for no bot scopes', async () => {
    local = await startOauthSlack();
    const wide = { allow: true as const, enterprise: 'coast', person: 'ana' };
    const refused = { code: 'local_slack.enterprise_not_found' };
    await expect(decide(wide, { scope: '' })).rejects.toMatchObject(refused);
    await local.close();
    local = await startOauthSlack({ org_deploy: false });
    await expect(decide(wide)).rejects.toMatchObject(refused);
  });

  test('needs a channel of the workspace for an incoming webhook', async () => {
    local = await startOauthSlack();
    const more = { scope: 'incoming-webhook' };
    const other = local.workspace('acme').channel('general').id;
    for (const channel of [{}, { channel: other }])
      await expect(decide({ allow: true, person: 'ana', ...channel }, more)).rejects.toMatchObject({
        code: 'local_slack.channel_not_found',
      });
  });
});
