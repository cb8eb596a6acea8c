import type { LocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { callWith, eventsOf, startOauthSlack } from '../support/oauth.js';
import { startReceiver } from '../support/receiver.js';

const scopes = { bot: ['chat:write'], user: ['users:read'] };

let local: LocalSlack;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeEach(() => start());
afterEach(stop);

async function start(app = {}): Promise<void> {
  local = await startOauthSlack(app);
  receiver = await startReceiver(local.signingSecret, (_request, response) => response.end());
  await local.configure({ requestUrl: receiver.url, verify: false });
}

async function stop(): Promise<void> {
  await local.close();
  await receiver.close();
}

const poll = () => local.app('Poll');
const errorWith = async (token: string | undefined) => (await callWith(local, token, 'auth.test')).error;

/** The events of Poll about its installation. */
async function told(): Promise<unknown[]> {
  const types = ['app_uninstalled', 'tokens_revoked', 'team_access_granted', 'team_access_revoked'];
  return (await eventsOf(local))
    .map(({ event }) => event as Json)
    .filter(({ type }) => types.includes(String(type)))
    .map(({ event_ts, ...event }) => event);
}

describe('auth.revoke', () => {
  test('in test mode revokes nothing', async () => {
    const { botToken } = await poll().install({ scopes });
    expect(await callWith(local, botToken, 'auth.revoke', { test: '1' })).toEqual({
      ok: true,
      revoked: false,
    });
    expect(await errorWith(botToken)).toBeUndefined();
    expect(await told()).toEqual([]);
  });

  test("of a bot's token deactivates the bot, and leaves people's tokens", async () => {
    const { botToken, userToken, installation } = await poll().install({ scopes });
    const { bot_user_id } = installation;
    await local.as('ana').invite('general', 'Poll');
    expect(await callWith(local, botToken, 'auth.revoke')).toEqual({ ok: true, revoked: true });
    expect(await errorWith(botToken)).toBe('account_inactive');
    expect(await errorWith(userToken)).toBeUndefined();
    expect(local.user(bot_user_id).deleted).toBe(true);
    expect(local.channel('general').members).not.toContain(bot_user_id);
    expect(await told()).toEqual([{ type: 'tokens_revoked', tokens: { oauth: [], bot: [bot_user_id] } }]);
    expect(poll().installations()).toHaveLength(1);
  });

  test("of a person's token leaves the bot's", async () => {
    const { botToken, userToken } = await poll().install({ scopes });
    await callWith(local, userToken, 'auth.revoke');
    expect(await errorWith(userToken)).toBe('token_revoked');
    expect(await errorWith(botToken)).toBeUndefined();
    expect(await told()).toEqual([{ type: 'tokens_revoked', tokens: { oauth: ['U0LOCAL001'], bot: [] } }]);
  });

  test('of the last token uninstalls the app', async () => {
    const { botToken } = await poll().install({ scopes: { bot: ['chat:write'] } });
    await callWith(local, botToken, 'auth.revoke');
    expect((await told()).map((event) => (event as Json).type)).toEqual([
      'tokens_revoked',
      'app_uninstalled',
    ]);
    expect(poll().installations()).toEqual([]);
  });

  test('of a token that expires revokes this token alone', async () => {
    await stop();
    await start({ token_rotation: true });
    const { botToken, botRefreshToken, userToken } = await poll().install({ scopes });
    await callWith(local, botToken, 'auth.revoke');
    expect(await errorWith(botToken)).toBe('token_revoked');
    await callWith(local, botRefreshToken, 'auth.revoke');
    expect(
      poll()
        .tokens()
        .map(({ value }) => value),
    ).toContain(userToken);
    expect(
      poll()
        .tokens()
        .map(({ value }) => value),
    ).not.toContain(botRefreshToken);
    expect(await told()).toEqual([]);
  });

  test('of a token of the seed works, too', async () => {
    await stop();
    await start({ installed_in: ['lighthouse'] });
    const token = local.userToken('ana');
    expect(await callWith(local, token, 'auth.revoke')).toEqual({ ok: true, revoked: true });
    expect(await errorWith(token)).toBe('token_revoked');
    expect(await errorWith(local.userToken('ben'))).toBeUndefined();
  });
});

describe('apps.uninstall', () => {
  const credentials = () => ({ client_id: local.clientId, client_secret: local.clientSecret });

  test('ends everything, and sends the app the events', async () => {
    const { botToken, userToken, installation } = await poll().install({ scopes });
    await local.as('ana').invite('general', 'Poll');
    expect(await callWith(local, botToken, 'apps.uninstall', credentials())).toEqual({ ok: true });
    expect(await errorWith(botToken)).toBe('account_inactive');
    expect(await errorWith(userToken)).toBe('token_revoked');
    expect(await told()).toEqual([
      { type: 'tokens_revoked', tokens: { oauth: ['U0LOCAL001'], bot: [installation.bot_user_id] } },
      { type: 'app_uninstalled' },
    ]);
    expect(local.user(installation.bot_user_id).deleted).toBe(true);
    await local.as('ana').post('general', 'Anybody?');
    expect((await eventsOf(local)).filter(({ event }) => (event as Json).text === 'Anybody?')).toEqual([]);
  });

  test.each<[string, () => Record<string, string>, string]>([
    ['an unknown client', () => ({ client_id: 'x' }), 'invalid_client_id'],
    ['a wrong secret', () => ({ client_secret: 'x' }), 'bad_client_secret'],
    [
      'the secret of another app',
      () => {
        const { clientId: client_id, clientSecret: client_secret } = local.app('Todo');
        return { client_id, client_secret };
      },
      'client_id_token_mismatch',
    ],
  ])('refuses %s', async (_what, args, error) => {
    const { botToken } = await poll().install({ scopes });
    const answer = await callWith(local, botToken, 'apps.uninstall', { ...credentials(), ...args() });
    expect(answer).toEqual({ ok: false, error });
    expect(poll().installations()).toHaveLength(1);
  });
});

test('an app that is installed again has the same bot, with a new token', async () => {
  const before = await poll().install({ scopes });
  await poll().uninstall();
  const after = await poll().install({ scopes: { bot: ['commands'] } });
  expect(after.installation).toMatchObject({
    bot_id: before.installation.bot_id,
    bot_user_id: before.installation.bot_user_id,
    scopes: { bot: ['commands'], user: [] },
  });
  expect(after.botToken).not.toBe(before.botToken);
  expect(await errorWith(before.botToken)).toBe('account_inactive');
  expect(await errorWith(after.botToken)).toBeUndefined();
  expect(local.user(after.installation.bot_user_id).deleted).toBe(false);
});

test('the driver revokes the tokens of chosen people', async () => {
  await poll().install({ scopes });
  const { userToken } = await poll().install({ person: 'ben', scopes: { user: ['users:read'] } });
  await poll().revoke({ people: ['ben'] });
  expect(await errorWith(userToken)).toBe('token_revoked');
  expect(await told()).toEqual([
    { type: 'tokens_revoked', tokens: { oauth: [local.user('ben').id], bot: [] } },
  ]);
  await expect(poll().revoke({ team: 'acme', bot: true })).rejects.toMatchObject({
    code: 'local_slack.app_not_found',
  });
});

test('only an app that subscribes to them receives these events', async () => {
  await local.configure({ events: ['app_uninstalled'] });
  await poll().install({ scopes });
  await poll().uninstall();
  expect(await told()).toEqual([{ type: 'app_uninstalled' }]);
});

describe('an org-wide installation', () => {
  const wide = { enterprise: 'coast', scopes: { bot: ['chat:write'] } };

  test('gets events for the workspaces that an admin adds and removes', async () => {
    const { installation } = await poll().install(wide);
    expect(installation.team_access_granted).toEqual([]);
    await poll().addWorkspaces('coast', ['lighthouse', 'harbour']);
    await poll().addWorkspaces('coast', ['harbour']);
    await poll().removeWorkspaces('coast', ['harbour']);
    expect(await told()).toEqual([
      { type: 'team_access_granted', team_ids: ['T0LOCAL001', 'T0LOCAL002'] },
      { type: 'team_access_revoked', team_ids: ['T0LOCAL002'] },
    ]);
    expect(poll().installations()[0]?.team_access_granted).toEqual(['T0LOCAL001']);
    const { bot_user_id } = installation;
    expect(local.user(bot_user_id).deleted).toBe(false);
    expect(local.workspace('harbour').user(bot_user_id).deleted).toBe(true);
  });

  test('has only workspaces of its organisation', async () => {
    await poll().install(wide);
    await expect(poll().addWorkspaces('coast', ['acme'])).rejects.toMatchObject({
      code: 'local_slack.team_not_found',
    });
  });

  test('ends in all workspaces at once, with one event for the organisation', async () => {
    const { botToken } = await poll().install({ ...wide, teams: ['lighthouse', 'harbour'] });
    await poll().uninstall({ enterprise: 'coast' });
    const bodies = (await eventsOf(local)).filter(({ event }) => (event as Json).type === 'app_uninstalled');
    expect(bodies).toEqual([expect.objectContaining({ enterprise_id: 'E0LOCAL001' })]);
    expect(await errorWith(botToken)).toBe('account_inactive');
    expect(local.workspace('harbour').user('poll').deleted).toBe(true);
  });
});
