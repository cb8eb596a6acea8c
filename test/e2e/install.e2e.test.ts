import { until } from '../support/until.js';
import { type InstallStage, SCOPES, startInstallStage } from './install-stage.js';

let stage: InstallStage;
beforeEach(async () => {
  stage = await startInstallStage({
    environment: { SLACK_USER_SCOPES: 'chat:write' },
    app: { scopes: { bot: SCOPES, user: ['chat:write'], bot_optional: ['users:read'] } },
  });
  await stage.app.start();
});
afterEach(() => stage.stop());

/** Installs the app in a workspace, and adds its bot to the channel. */
async function installIn(domain: string, person: string): Promise<string> {
  const { local, install, next } = stage;
  await install({ team: domain, person });
  await next('installed');
  const workspace = local.workspace(domain);
  await workspace.as(person).invite('general', 'Poll');
  return workspace.team.id;
}

test('a link with a context installs the app, and the context comes back in the event', async () => {
  const { app, local, install, next } = stage;
  const context = { tenant: 42, plan: ['büro', null] };
  const { url } = await app.installations.link({ context });
  const page = await install({ team: 'acme' }, { link: url });
  expect(page).toMatchObject({ status: 200, html: expect.stringContaining('You can use it in Acme now.') });
  const { team, user } = local.workspace('acme');
  expect(await next('installed')).toEqual({
    type: 'installed',
    team_id: team.id,
    team_name: 'Acme',
    is_enterprise_install: false,
    app_id: local.appId,
    bot_user_id: local.app('Poll').botIn(team.id).botUserId,
    user_id: user('zoe').id,
    scopes: SCOPES,
    user_scopes: ['chat:write'],
    context,
    at: expect.any(Date),
  });
  expect(await app.installations.get(team.id)).toMatchObject({ context, state: 'active', source: 'oauth' });
});

test('each workspace gets the messages of its own bot', async () => {
  const { app, local } = stage;
  const acme = await installIn('acme', 'zoe');
  const harbour = await installIn('harbour', 'chika');
  for (const [team, text] of [
    [acme, 'Hello Acme'],
    [harbour, 'Hello Harbour'],
  ] as const) {
    const { channel } = local.workspace(team);
    await app.forTeam(team).slack.chat.postMessage({ channel: channel('general').id, text });
  }
  for (const [team, text] of [
    [acme, 'Hello Acme'],
    [harbour, 'Hello Harbour'],
  ] as const) {
    const posted = local.workspace(team).messages('general');
    const { botId } = local.app('Poll').botIn(team);
    expect(posted.filter(({ bot_id }) => bot_id)).toEqual([expect.objectContaining({ text, bot_id: botId })]);
  }
});

test('a handler acts in the workspace of its event', async () => {
  const { app, local } = stage;
  app.event('app_mention', async ({ say, installation }) => {
    await say(`${installation.team_id} is ${installation.state}`);
  });
  await installIn('acme', 'zoe');
  await installIn('harbour', 'chika');
  for (const [domain, person] of [
    ['acme', 'zoe'],
    ['harbour', 'chika'],
  ] as const) {
    const { team, as, waitForMessage } = local.workspace(domain);
    const { botUserId, botId } = local.app('Poll').botIn(team.id);
    await as(person).post('general', `<@${botUserId}> hello`);
    await waitForMessage({ text: `${team.id} is active`, bot_id: botId });
  }
});

test('an app in several workspaces lists them, and has to name one in a call', async () => {
  const { app, listed } = stage;
  await expect(app.slack.auth.test()).rejects.toMatchObject({ code: 'installations.no_token' });
  const acme = await installIn('acme', 'zoe');
  expect(await app.slack.auth.test()).toMatchObject({ team_id: acme });
  const harbour = await installIn('harbour', 'chika');
  expect(await listed()).toMatchObject([
    { team_id: harbour, team_name: 'Harbour', state: 'active' },
    { team_id: acme, team_name: 'Acme', state: 'active' },
  ]);
  await expect(app.slack.auth.test()).rejects.toMatchObject({
    code: 'installations.ambiguous',
    message: expect.stringContaining(`${harbour}, ${acme}`),
  });
  await expect(app.forTeam('T0NOWHERE').slack.auth.test()).rejects.toMatchObject({
    code: 'installations.not_found',
    message: expect.stringContaining(`${harbour}, ${acme}`),
  });
});

test('the token of the person who installed the app posts as this person', async () => {
  const { app, local } = stage;
  const acme = await installIn('acme', 'zoe');
  const { user, channel, messages } = local.workspace('acme');
  const { id } = user('zoe');
  const { slack } = app.forTeam(acme, { asUser: id });
  await slack.chat.postMessage({ channel: channel('general').id, text: 'I am Zoe' });
  expect(messages('general')).toContainEqual(expect.objectContaining({ text: 'I am Zoe', user: id }));
  const other = app.forTeam(acme, { asUser: 'U0NOBODY01' });
  await expect(other.slack.auth.test()).rejects.toMatchObject({ code: 'installations.no_user_token' });
});

test('a refused optional scope is not in the event, and the call that needs it fails', async () => {
  const { app, local, install, next } = stage;
  const granted = SCOPES.filter((scope) => scope !== 'users:read');
  await install({ team: 'acme', scopes: { bot: granted, user: ['chat:write'] } });
  expect(await next('installed')).toMatchObject({ scopes: granted });
  const { team, user } = local.workspace('acme');
  const { slack } = app.forTeam(team.id);
  await expect(slack.users.info({ user: user('zoe').id })).rejects.toMatchObject({
    name: 'SlackError',
    code: 'missing_scope',
    needed: 'users:read',
    provided: granted.join(),
  });
  expect(await app.installations.get(team.id)).toMatchObject({ state: 'active', bot: { scopes: granted } });
  await install({ team: 'acme' });
  expect(await next('scopes_changed')).toMatchObject({ scopes: SCOPES, previous_scopes: granted });
  expect(await slack.users.info({ user: user('zoe').id })).toMatchObject({
    user: { real_name: 'Zoe Quinn' },
  });
});

test('auth.test is answered without Slack, unless the app asks for it', async () => {
  const { app, local } = stage;
  const acme = await installIn('acme', 'zoe');
  const { slack } = app.forTeam(acme);
  const calls = () => local.calls('auth.test').length;
  const before = calls();
  const stored = await slack.auth.test();
  expect(stored).toMatchObject({ team: 'Acme', user_id: local.app('Poll').botIn(acme).botUserId });
  expect(calls()).toBe(before);
  expect(await slack.auth.test({}, { refresh: true })).toEqual(stored);
  expect(calls()).toBe(before + 1);
});

test('the event names the channel of an incoming webhook, but not its URL', async () => {
  const { stop } = stage;
  await stop();
  stage = await startInstallStage({ environment: { SLACK_SCOPES: 'chat:write,incoming-webhook' } });
  const { app, install, next, local } = stage;
  await app.start();
  await install({ team: 'acme', channel: 'general' });
  const { incoming_webhook } = await next('installed');
  const { id } = local.workspace('acme').channel('general');
  expect(incoming_webhook).toEqual({
    channel: '#general',
    channel_id: id,
    configuration_url: expect.any(String),
  });
});

test('the workspace of SLACK_BOT_TOKEN works beside those of OAuth', async () => {
  await stage.stop();
  stage = await startInstallStage({ app: { installed_in: ['lighthouse'] } });
  const { app, local, listed } = stage;
  await app.start();
  const acme = await installIn('acme', 'zoe');
  const lighthouse = local.team.id;
  await until(async () => (await listed()).length === 2);
  expect(await listed()).toMatchObject([
    { team_id: lighthouse, source: 'environment', state: 'active' },
    { team_id: acme, source: 'oauth', state: 'active' },
  ]);
  for (const team_id of [lighthouse, acme])
    expect(await app.forTeam(team_id).slack.auth.test({}, { refresh: true })).toMatchObject({ team_id });
  await expect(app.slack.auth.test()).rejects.toMatchObject({ code: 'installations.ambiguous' });
});
