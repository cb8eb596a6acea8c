import type { LocalSlack } from '../../../src/local-slack/index.js';
import { access, callForm, callWith, startOauthSlack } from '../support/oauth.js';

const HOUR_MS = 3_600_000;
const scopes = { bot: ['chat:write'], user: ['users:read'] };

let local: LocalSlack;

beforeEach(async () => {
  local = await startOauthSlack({ token_rotation: true });
});
afterEach(() => local.close());

function refresh(refresh_token: string | undefined) {
  return access(local, { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' });
}

async function errorWith(token: string | undefined): Promise<unknown> {
  return (await callWith(local, token, 'auth.test')).error;
}

test('tokens expire after 12 hours, by the clock of the world', async () => {
  const { botToken, userToken } = await local.app('Poll').install({ scopes });
  expect([botToken, userToken]).toEqual([
    expect.stringMatching(/^xoxe\.xoxb-1-\w{146}$/),
    expect.stringMatching(/^xoxe\.xoxp-1-\w{146}$/),
  ]);
  local.clock.advance(12 * HOUR_MS - 5000);
  expect(await callWith(local, botToken, 'auth.test')).toMatchObject({ ok: true, expires_in: 4 });
  local.clock.advance(5000);
  expect(await errorWith(botToken)).toBe('token_expired');
  expect(await errorWith(userToken)).toBe('token_expired');
});

test('a refresh token works once, and renews the token of its own bot or person', async () => {
  const { botRefreshToken, userRefreshToken, installation } = await local.app('Poll').install({ scopes });
  local.clock.advance(13 * HOUR_MS);
  const renewed = await refresh(botRefreshToken);
  expect(renewed).toEqual({
    ok: true,
    access_token: expect.stringMatching(/^xoxe\.xoxb-1-/),
    token_type: 'bot',
    scope: 'chat:write',
    expires_in: 43_200,
    refresh_token: expect.stringMatching(/^xoxe-1-\w{146}$/),
    bot_user_id: installation.bot_user_id,
    app_id: 'A0LOCAL001',
    team: { id: 'T0LOCAL001', name: 'Lighthouse' },
    enterprise: { id: 'E0LOCAL001', name: 'Coast' },
    is_enterprise_install: false,
  });
  expect(await refresh(botRefreshToken)).toEqual({ ok: false, error: 'invalid_refresh_token' });
  expect(await errorWith(String(renewed.access_token))).toBeUndefined();
  expect(await refresh(userRefreshToken)).toMatchObject({
    token_type: 'user',
    scope: 'users:read',
    access_token: expect.stringMatching(/^xoxe\.xoxp-1-/),
  });
});

test('a refresh token that is used twice at once works once', async () => {
  const { botRefreshToken } = await local.app('Poll').install({ scopes });
  const answers = await Promise.all([refresh(botRefreshToken), refresh(botRefreshToken)]);
  expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
});

test('two access tokens work at once, the newest ones', async () => {
  const { botToken, botRefreshToken } = await local.app('Poll').install({ scopes });
  const second = await refresh(botRefreshToken);
  expect(await errorWith(botToken)).toBeUndefined();
  const third = await refresh(String(second.refresh_token));
  expect(await errorWith(botToken)).toBe('token_revoked');
  expect(await errorWith(String(second.access_token))).toBeUndefined();
  expect(await errorWith(String(third.access_token))).toBeUndefined();
});

test.each<[string, () => Promise<string | undefined>]>([
  ['never issued', async () => 'xoxe-1-never'],
  ['empty', async () => ''],
  ['an access token', async () => (await local.app('Poll').install({ scopes })).botToken],
  [
    'of an app that was uninstalled',
    async () => {
      const { botRefreshToken } = await local.app('Poll').install({ scopes });
      await local.app('Poll').uninstall();
      return botRefreshToken;
    },
  ],
])('a refresh token that is %s is refused', async (_what, get) => {
  expect(await refresh(await get())).toEqual({ ok: false, error: 'invalid_refresh_token' });
});

test('a refresh token is no token for calls', async () => {
  const { botRefreshToken } = await local.app('Poll').install({ scopes });
  expect(await errorWith(botRefreshToken)).toBe('invalid_auth');
});

describe('oauth.v2.exchange', () => {
  const exchange = (token: string | undefined, args = {}) =>
    callForm(local, 'oauth.v2.exchange', {
      client_id: local.clientId,
      client_secret: local.clientSecret,
      token: token ?? '',
      ...args,
    });

  /** A world whose app has a token from the time before it turned rotation on: that of the seed. */
  beforeEach(async () => {
    await local.close();
    local = await startOauthSlack({
      token_rotation: true,
      installed_in: ['lighthouse'],
      scopes: { bot: ['commands'] },
    });
  });

  test('gives a token that expires, once, and the old one ends with the first refresh', async () => {
    const old = local.botToken;
    const exchanged = await exchange(old);
    expect(exchanged).toEqual({
      ok: true,
      access_token: expect.stringMatching(/^xoxe\.xoxb-1-/),
      expires_in: 43_200,
      refresh_token: expect.stringMatching(/^xoxe-1-/),
      token_type: 'bot',
      scope: 'commands',
      bot_user_id: local.botUserId,
      app_id: 'A0LOCAL001',
      team: { id: 'T0LOCAL001', name: 'Lighthouse' },
      enterprise: { id: 'E0LOCAL001', name: 'Coast' },
      is_enterprise_install: false,
    });
    expect(await exchange(old)).toEqual({ ok: false, error: 'token_already_exchanged' });
    expect(await errorWith(old)).toBeUndefined();
    expect(await refresh(String(exchanged.refresh_token))).toMatchObject({ ok: true });
    expect(await errorWith(old)).toBe('token_revoked');
    expect(await exchange(old)).toEqual({ ok: false, error: 'authorization_not_found' });
  });

  test('takes the token of a person, too', async () => {
    expect(await exchange(local.userToken('ana'))).toMatchObject({ ok: true, token_type: 'user' });
    expect(await exchange(local.userToken('ana'))).toMatchObject({ error: 'token_already_exchanged' });
  });

  test.each<[string, Record<string, string>, string]>([
    ['an unknown client', { client_id: 'x' }, 'invalid_client_id'],
    ['a wrong secret', { client_secret: 'x' }, 'bad_client_secret'],
    ['an unknown token', { token: 'xoxb-x' }, 'invalid_token'],
    ['no token', { token: '' }, 'invalid_token'],
  ])('refuses %s', async (_what, args, error) => {
    expect(await exchange(local.botToken, args)).toEqual({ ok: false, error });
  });

  test('refuses a token that expires already', async () => {
    const { access_token } = await exchange(local.botToken);
    expect(await exchange(String(access_token))).toEqual({ ok: false, error: 'invalid_token' });
  });

  test('refuses an app without rotation', async () => {
    await local.close();
    local = await startOauthSlack({ installed_in: ['lighthouse'] });
    expect(await exchange(local.botToken)).toEqual({ ok: false, error: 'token_rotation_not_enabled' });
  });
});

test('the clock cannot go back', () => {
  const before = local.clock.now().getTime();
  for (const ms of [-1, Number.NaN])
    expect(() => local.clock.advance(ms)).toThrow(
      expect.objectContaining({ code: 'local_slack.clock_cannot_go_back' }),
    );
  expect(local.clock.now().getTime() - before).toBeLessThan(60_000);
});
