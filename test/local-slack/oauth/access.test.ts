import type { LocalSlack } from '../../../src/local-slack/index.js';
import { clientOf } from '../support/clients.js';
import { access, callForm, callWith, getCode, REDIRECT_URL, startOauthSlack } from '../support/oauth.js';

let local: LocalSlack;

beforeEach(async () => {
  local = await startOauthSlack();
});
afterEach(() => local.close());

const BOT = { scope: 'chat:write,commands' };

// The shapes are those of docs.slack.dev/reference/methods/oauth.v2.access.
describe('oauth.v2.access answers', () => {
  test('with the tokens of the bot and of the person', async () => {
    const code = await getCode(local, { ...BOT, user_scope: 'search:read' });
    const answer = await access(local, { code });
    const { bot_user_id } = local.app('Poll').installations()[0] ?? {};
    expect(answer).toEqual({
      ok: true,
      access_token: expect.stringMatching(/^xoxb-\d+-\d+-\w{24}$/),
      token_type: 'bot',
      scope: 'chat:write,commands',
      bot_user_id,
      app_id: 'A0LOCAL001',
      team: { id: 'T0LOCAL001', name: 'Lighthouse' },
      enterprise: { id: 'E0LOCAL001', name: 'Coast' },
      is_enterprise_install: false,
      authed_user: {
        id: 'U0LOCAL001',
        scope: 'search:read',
        access_token: expect.stringMatching(/^xoxp-\d+-\d+-\w{24}$/),
        token_type: 'user',
      },
    });
    expect(await clientOf(local, String(answer.access_token)).auth.test()).toMatchObject({
      user_id: bot_user_id,
      team_id: 'T0LOCAL001',
      enterprise_id: 'E0LOCAL001',
      is_enterprise_install: false,
    });
  });

  test("without a bot if only a person's scopes were granted", async () => {
    const code = await getCode(local, { user_scope: 'chat:write' }, { team: 'acme', person: 'zoe' });
    expect(await access(local, { code })).toEqual({
      ok: true,
      app_id: 'A0LOCAL001',
      team: { id: 'T0LOCAL003', name: 'Acme' },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: {
        id: local.workspace('acme').user('zoe').id,
        scope: 'chat:write',
        access_token: expect.stringMatching(/^xoxp-/),
        token_type: 'user',
      },
    });
    expect(local.workspace('acme').people()).toHaveLength(1);
  });

  test('without a team if the app was installed org-wide', async () => {
    const code = await getCode(local, BOT, { enterprise: 'coast' });
    const answer = await access(local, { code });
    expect(answer).toMatchObject({
      ok: true,
      team: null,
      enterprise: { id: 'E0LOCAL001', name: 'Coast' },
      is_enterprise_install: true,
      authed_user: { id: 'U0LOCAL001' },
    });
    expect(await callWith(local, String(answer.access_token), 'auth.test')).toMatchObject({
      team: 'Coast',
      team_id: 'E0LOCAL001',
      enterprise_id: 'E0LOCAL001',
      is_enterprise_install: true,
    });
  });

  test('with a webhook that posts into the chosen channel, until the app is uninstalled', async () => {
    const code = await getCode(local, { scope: 'incoming-webhook' }, { channel: 'general' } as object);
    const { incoming_webhook } = (await access(local, { code })) as { incoming_webhook: { url: string } };
    expect(incoming_webhook).toEqual({
      channel: '#general',
      channel_id: local.channel('general').id,
      configuration_url: expect.stringMatching(new RegExp(`^${local.url}/services/B`)),
      url: expect.stringMatching(new RegExp(`^${local.url}/services/T0LOCAL001/B\\w+/\\w{24}$`)),
    });
    const post = async (body: string) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(incoming_webhook.url, { method: 'POST', headers, body });
      return `${response.status} ${await response.text()}`;
    };
    expect(await post('{"text":"Ships at noon"}')).toBe('200 ok');
    const [message] = local.messages('general');
    expect(message?.message).toMatchObject({ text: 'Ships at noon', subtype: 'bot_message' });
    expect(await post('{"text":""}')).toBe('400 no_text');
    expect(await post('{')).toBe('400 invalid_payload');
    await local.app('Poll').uninstall();
    expect(await post('{"text":"Still there?"}')).toBe('404 no_service');
    expect(local.messages('general').filter(({ text }) => text === 'Still there?')).toEqual([]);
  });
});

test('scopes add up, and the token stays the same', async () => {
  const first = await access(local, { code: await getCode(local, { scope: 'chat:write' }) });
  const second = await access(local, { code: await getCode(local, { scope: 'users:read' }) });
  expect(second).toMatchObject({ access_token: first.access_token, scope: 'chat:write,users:read' });
  expect(local.app('Poll').installations()).toHaveLength(1);
});

test('the client can prove itself by basic authentication', async () => {
  const code = await getCode(local, BOT);
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${local.clientId}:${secret}`).toString('base64')}`,
  });
  expect(await callForm(local, 'oauth.v2.access', { code }, basic('wrong'))).toEqual({
    ok: false,
    error: 'bad_client_secret',
  });
  expect(await callForm(local, 'oauth.v2.access', { code }, basic(local.clientSecret))).toMatchObject({
    ok: true,
  });
});

describe('oauth.v2.access refuses', () => {
  test.each<[string, Record<string, string>, string]>([
    ['an unknown client', { client_id: 'x' }, 'invalid_client_id'],
    ['a wrong secret', { client_secret: 'x' }, 'bad_client_secret'],
    ['no secret', { client_secret: '' }, 'bad_client_secret'],
    ['an unknown code', { code: '1.2.3' }, 'invalid_code'],
    ['no code', { code: '' }, 'invalid_code'],
    ['an unknown grant_type', { grant_type: 'password' }, 'invalid_grant_type'],
    ['a redirect_uri that authorize was not given', { redirect_uri: REDIRECT_URL }, 'bad_redirect_uri'],
  ])('%s', async (_what, args, error) => {
    const code = await getCode(local, BOT);
    expect(await access(local, { code, ...args })).toEqual({ ok: false, error });
    // A refused call does not use the code up.
    expect(await access(local, { code })).toMatchObject({ ok: true });
  });

  test('a call without the redirect_uri that authorize was given, or with another one', async () => {
    const redirect_uri = `${REDIRECT_URL}/sub`;
    const code = await getCode(local, { ...BOT, redirect_uri });
    for (const other of [{}, { redirect_uri: REDIRECT_URL }] as Record<string, string>[])
      expect(await access(local, { code, ...other })).toEqual({ ok: false, error: 'bad_redirect_uri' });
    expect(await access(local, { code, redirect_uri })).toMatchObject({ ok: true });
  });

  test('a code a second time', async () => {
    const code = await getCode(local, BOT);
    await access(local, { code });
    expect(await access(local, { code })).toEqual({ ok: false, error: 'code_already_used' });
  });

  test('a code that is used twice at once', async () => {
    const code = await getCode(local, BOT);
    const answers = await Promise.all([access(local, { code }), access(local, { code })]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(local.app('Poll').tokens()).toHaveLength(1);
  });

  test('a code after 10 minutes', async () => {
    const [early, late] = [await getCode(local, BOT), await getCode(local, BOT)];
    local.clock.advance(10 * 60_000 - 2000);
    expect(await access(local, { code: early })).toMatchObject({ ok: true });
    local.clock.advance(2000);
    expect(await access(local, { code: late })).toEqual({ ok: false, error: 'invalid_code' });
  });

  test('the code of another app', async () => {
    const code = await getCode(local, BOT);
    const { clientId: client_id, clientSecret: client_secret } = local.app('Todo');
    expect(await access(local, { code, client_id, client_secret })).toEqual({
      ok: false,
      error: 'invalid_code',
    });
  });

  test('a workspace of an organisation in which the app is installed org-wide', async () => {
    const code = await getCode(local, BOT);
    await local.app('Poll').install({ enterprise: 'coast', scopes: { bot: ['chat:write'] } });
    expect(await access(local, { code })).toEqual({
      ok: false,
      error: 'cannot_install_an_org_installed_app',
    });
  });
});

describe('with PKCE', () => {
  // The values are those of docs.slack.dev/authentication/using-pkce.
  const challenge = {
    code_challenge: 'ldMBaaWcQYtSATMV_IG8mf3wp7A6EW80arYoSW80ntU',
    code_challenge_method: 'S256',
  };
  const code_verifier = 'secretpassword';

  beforeEach(async () => {
    await local.close();
    local = await startOauthSlack({ pkce: true, redirect_urls: ['poll://auth', REDIRECT_URL] });
  });

  test('the verifier stands in for the secret, and must match', async () => {
    const code = await getCode(local, { user_scope: 'chat:write', ...challenge });
    for (const wrong of [{}, { code_verifier: 'x' }] as Record<string, string>[])
      expect(await access(local, { code, client_secret: '', ...wrong })).toEqual({
        ok: false,
        error: 'invalid_code_verifier',
      });
    const answer = await access(local, { code, client_secret: '', code_verifier });
    // A redirect to a custom scheme always gets tokens that expire.
    expect(answer).toMatchObject({ ok: true, authed_user: { expires_in: 43_200 } });
  });

  test('the refresh token needs no secret, and lives for 30 days', async () => {
    const code = await getCode(local, { user_scope: 'chat:write', ...challenge });
    const answer = await access(local, { code, client_secret: '', code_verifier });
    const { refresh_token } = answer.authed_user as { refresh_token: string };
    const refresh = { client_secret: '', grant_type: 'refresh_token', refresh_token };
    const next = await access(local, refresh);
    expect(next).toMatchObject({ ok: true, token_type: 'user', expires_in: 43_200 });
    local.clock.advance(30 * 24 * 3_600_000);
    expect(await access(local, { ...refresh, refresh_token: String(next.refresh_token) })).toEqual({
      ok: false,
      error: 'invalid_refresh_token',
    });
  });

  test('a code without a challenge still needs the secret', async () => {
    const code = await getCode(local, { ...BOT, redirect_uri: REDIRECT_URL });
    const args = { code, redirect_uri: REDIRECT_URL };
    expect(await access(local, { ...args, client_secret: '' })).toEqual({
      ok: false,
      error: 'bad_client_secret',
    });
    expect(await access(local, args)).toMatchObject({ ok: true });
  });
});
