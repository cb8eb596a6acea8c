import { push } from '../support/push.js';
import { INSTALL_URL, type InstallStage, startInstallStage } from './install-stage.js';

/** All of havoc, with the app installed in Acme by Zoe, who also gave it a token of her own. */
let stage: InstallStage;
let acme: string;
let zoe: string;
beforeEach(async () => {
  stage = await startInstallStage({ environment: { SLACK_USER_SCOPES: 'chat:write' } });
  const { app, local, install, next } = stage;
  await app.start();
  await install({ team: 'acme' });
  await next('installed');
  acme = local.workspace('acme').team.id;
  zoe = local.workspace('acme').user('zoe').id;
});
afterEach(() => stage.stop());

const poll = () => stage.local.app('Poll');
const bot = () => stage.app.forTeam(acme).slack;
const asZoe = () => stage.app.forTeam(acme, { asUser: zoe }).slack;
const tokensStored = async () => (await stage.stored()).installation_token;

/** Sends an event of Acme, by hand. */
function send(event: Record<string, unknown>, at: Date): Promise<number> {
  const event_ts = (at.getTime() / 1000).toFixed(6);
  const body = {
    type: 'event_callback',
    event_id: `Ev${event.type}${event_ts}`,
    event_time: Math.floor(Number(event_ts)),
    api_app_id: stage.local.appId,
    team_id: acme,
    authorizations: [{ team_id: acme, enterprise_id: null, user_id: 'U1', is_enterprise_install: false }],
    event: { ...event, event_ts },
  };
  return push(stage, Buffer.from(JSON.stringify(body)));
}

const uninstalled = { type: 'app_uninstalled' };
const revoked = () => ({
  type: 'tokens_revoked',
  tokens: { oauth: [zoe], bot: [poll().botIn(acme).botUserId] },
});

test('removing the app in Slack ends the installation, and its link installs the app again', async () => {
  const { listed, local, install, next, remaining } = stage;
  expect(await tokensStored()).toBe(2);
  await poll().uninstall({ team: 'acme' });
  const { install_url, ...event } = await next('uninstalled');
  expect(event).toMatchObject({ team_id: acme, team_name: 'Acme', reason: 'app_uninstalled' });
  expect(install_url).toBe(`${INSTALL_URL}?team=${acme}`);
  await local.idle();
  expect(await tokensStored()).toBe(0);
  for (const slack of [bot(), asZoe()])
    await expect(slack.auth.test()).rejects.toMatchObject({
      code: 'installations.ended',
      message: expect.stringContaining('app_uninstalled'),
    });
  expect(await listed()).toEqual([]);
  expect(await listed({ ended: true })).toMatchObject([{ team_id: acme, state: 'ended' }]);
  await install({ team: 'acme' }, { link: install_url });
  expect(await next('installed')).toMatchObject({ team_id: acme });
  expect(await bot().auth.test({}, { refresh: true })).toMatchObject({ team_id: acme });
  expect(await remaining()).not.toContain('uninstalled');
});

describe('app_uninstalled and tokens_revoked', () => {
  test.each([
    ['tokens_revoked first', [revoked, () => uninstalled]],
    ['app_uninstalled first', [() => uninstalled, revoked]],
  ])('end the installation once: %s', async (_order, events) => {
    const { app, next, remaining, outcomes } = stage;
    const at = new Date();
    for (const event of events) expect(await send(event(), at)).toBe(200);
    await next('uninstalled');
    expect(await tokensStored()).toBe(0);
    expect(await app.installations.get(acme)).toMatchObject({
      state: 'ended',
      end_reason: 'app_uninstalled',
    });
    expect(await send(uninstalled, new Date(at.getTime() + 1))).toBe(200);
    expect(await remaining()).not.toContain('uninstalled');
    expect(await outcomes()).not.toContain('dead');
  });

  test('change nothing if they are older than the newest installation', async () => {
    const { app, install, next, remaining } = stage;
    const before = new Date();
    await poll().uninstall({ team: 'acme' });
    await next('uninstalled');
    await stage.local.idle();
    await install({ team: 'acme' });
    await next('installed');
    const heard = await remaining();
    for (const event of [uninstalled, revoked()]) expect(await send(event, before)).toBe(200);
    expect(await app.installations.get(acme)).toMatchObject({ state: 'active' });
    expect(await tokensStored()).toBe(2);
    expect(await remaining()).toEqual(heard);
    expect(await bot().auth.test({}, { refresh: true })).toMatchObject({ team_id: acme });
  });
});

test("revoking a person's token leaves the bot's", async () => {
  const { app, local, next } = stage;
  await poll().revoke({ team: 'acme', people: ['zoe'] });
  expect(await next('tokens_revoked')).toMatchObject({ team_id: acme, bot: false, users: [zoe] });
  await local.idle();
  await expect(asZoe().auth.test()).rejects.toMatchObject({ code: 'installations.no_user_token' });
  expect(await bot().auth.test({}, { refresh: true })).toMatchObject({ team_id: acme });
  expect(await app.installations.get(acme)).toMatchObject({ state: 'active', users: [] });
});

test("revoking the bot's token leaves a person's", async () => {
  const { next, local } = stage;
  await poll().revoke({ team: 'acme', bot: true });
  expect(await next('tokens_revoked')).toMatchObject({ team_id: acme, bot: true, users: [] });
  await local.idle();
  await expect(bot().auth.test()).rejects.toMatchObject({ code: 'installations.no_bot_token' });
  expect(await asZoe().auth.test({}, { refresh: true })).toMatchObject({ user_id: zoe });
});

test('the app revokes the token of a person, and then removes itself', async () => {
  const { app, next, remaining } = stage;
  await app.installations.revoke({ team: acme, user: zoe });
  expect(await next('tokens_revoked')).toMatchObject({ bot: false, users: [zoe] });
  await expect(asZoe().auth.test()).rejects.toMatchObject({ code: 'installations.no_user_token' });
  await app.installations.revoke({ team: acme });
  await next('uninstalled');
  await expect(bot().auth.test()).rejects.toMatchObject({ code: 'installations.ended' });
  expect(poll().installations()).toEqual([]);
  await stage.local.idle();
  expect(await tokensStored()).toBe(0);
  expect(await remaining()).not.toContain('uninstalled');
});

test('a token that Slack refuses without an event makes one token_failed, and counts as refused until Slack accepts it', async () => {
  const { app, local, next, remaining, sidecar } = stage;
  const health = async () => (await fetch(`${sidecar().opsUrl}/readyz`)).json();
  local.fail('auth.test', { error: 'account_inactive', times: 2 });
  for (const _attempt of [1, 2])
    await expect(bot().auth.test({}, { refresh: true })).rejects.toMatchObject({ code: 'account_inactive' });
  expect(await next('token_failed')).toMatchObject({
    team_id: acme,
    bot: true,
    reason: 'account_inactive',
    install_url: `${INSTALL_URL}?team=${acme}`,
  });
  expect(await app.installations.get(acme)).toMatchObject({
    state: 'refused',
    bot: { refusal: 'account_inactive' },
  });
  expect(await health()).toMatchObject({
    ready: true,
    slack: `a token is refused (${acme}: account_inactive)`,
  });
  await bot().auth.test({}, { refresh: true });
  expect(await app.installations.get(acme)).toMatchObject({ state: 'active' });
  expect(await health()).toMatchObject({ slack: 'ok' });
  expect(await remaining()).toEqual([]);
});
