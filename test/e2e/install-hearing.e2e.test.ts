import { push } from '../support/push.js';
import { until } from '../support/until.js';
import { type InstallStage, type InstallStageOptions, startInstallStage } from './install-stage.js';

let stage: InstallStage;
afterEach(() => stage.stop());

async function start(options: InstallStageOptions = {}): Promise<InstallStage> {
  stage = await startInstallStage(options);
  return stage;
}

/** Pushes a mention of the app in a workspace. */
function pushMention(team: string): Promise<number> {
  const event = { type: 'app_mention', user: 'U1', text: 'hello', channel: 'C1', ts: '1.1', event_ts: '1.1' };
  const body = {
    type: 'event_callback',
    event_id: `Ev${team}`,
    event_time: 1,
    api_app_id: stage.local.appId,
    team_id: team,
    authorizations: [{ team_id: team, enterprise_id: null, user_id: 'U2', is_enterprise_install: false }],
    event,
  };
  return push(stage, Buffer.from(JSON.stringify(body)));
}

test('an app that was away, and a sidecar that was restarted, lose no event', async () => {
  const { app, install, next, restartSidecar } = await start({
    environment: { HAVOC_UNHANDLED_AFTER_MS: '600000' },
  });
  expect((await install({ team: 'acme' })).status).toBe(200);
  await restartSidecar();
  await app.start();
  expect(await next('installed')).toMatchObject({ team_name: 'Acme' });
});

test('the handler of the event calls Slack in the new workspace', async () => {
  const { app, install, local } = await start();
  app.on('installed', async ({ event, slack }) => {
    await slack.chat.postMessage({ channel: event.user_id ?? '', text: 'Thank you for installing!' });
  });
  await app.start();
  await install({ team: 'harbour' });
  await install({ team: 'acme' });
  const { team, waitForMessage } = local.workspace('acme');
  const { botId } = local.app('Poll').botIn(team.id);
  await waitForMessage({ text: 'Thank you for installing!', bot_id: botId });
});

test('each person who installs the app gives a token of their own, beside the one bot', async () => {
  const { app, install, local, next, listed } = await start({
    environment: { SLACK_USER_SCOPES: 'chat:write' },
  });
  await app.start();
  const ids: string[] = [];
  for (const person of ['ana', 'ben']) {
    await install({ team: 'lighthouse', person });
    const { user_id = '' } = await next('installed');
    ids.push(user_id);
  }
  expect(ids).toEqual([local.user('ana').id, local.user('ben').id]);
  const team = local.team.id;
  for (const user_id of ids)
    expect(await app.forTeam(team, { asUser: user_id }).slack.auth.test()).toMatchObject({ user_id });
  const users = ids.map((user_id) => expect.objectContaining({ user_id, scopes: ['chat:write'] }));
  expect(await listed()).toMatchObject([{ team_id: team, users }]);
});

test('an app that asks people for scopes, but has no bot, acts as the person', async () => {
  const environment = { SLACK_SCOPES: '', SLACK_USER_SCOPES: 'channels:read,chat:write' };
  const { app, install, local, next } = await start({ environment });
  await app.start();
  await install({ team: 'acme' });
  const { team_id = '', ...event } = await next('installed');
  const { id: zoe } = local.workspace('acme').user('zoe');
  expect(event).toMatchObject({ user_id: zoe, scopes: [], user_scopes: ['channels:read', 'chat:write'] });
  expect(event.bot_user_id).toBeUndefined();
  expect(await app.forTeam(team_id, { asUser: zoe }).slack.auth.test()).toMatchObject({ user_id: zoe });
  await expect(app.forTeam(team_id).slack.auth.test()).rejects.toMatchObject({
    code: 'installations.no_bot_token',
  });
});

test('a payload without an installation is delivered, and says so', async () => {
  const { app, install, local, next } = await start();
  const heard: unknown[] = [];
  app.event('app_mention', async ({ installation, slack }) => {
    const error = await slack.auth.test().catch((thrown: unknown) => thrown);
    heard.push({ ...installation, error });
  });
  await app.start();
  await install({ team: 'harbour' });
  await install({ team: 'acme' });
  const { id: acme } = local.workspace('acme').team;
  await local.app('Poll').uninstall({ team: 'acme' });
  await next('uninstalled');
  for (const team of ['T0NOWHERE', acme]) {
    expect(await pushMention(team)).toBe(200);
    await until(() => heard.length > 0);
    expect(heard.pop()).toMatchObject(
      team === acme
        ? { team_id: acme, state: 'ended', error: { code: 'installations.ended' } }
        : { team_id: team, state: 'missing', error: { code: 'installations.not_found' } },
    );
  }
});

test('PKCE protects the code', async () => {
  const { app, install, local, next } = await start({
    app: { pkce: true },
    environment: { HAVOC_OAUTH_PKCE: 'true' },
  });
  await app.start();
  expect((await install({ team: 'acme' })).status).toBe(200);
  await next('installed');
  const [call] = local.calls('oauth.v2.access');
  expect(call?.args.code_verifier).toMatch(/^[\w-]{43}$/);
});

test('an app with Socket Mode alone has the pages too, and gets uninstalled', async () => {
  const token = 'xapp-1-A0LOCAL001-1-socket';
  const { app, install, local, next } = await start({
    slack: { doors: ['socket'] },
    app: { doors: ['socket'], app_token: token },
    environment: { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: token },
  });
  const seen: unknown[] = [];
  app.event('app_mention', async ({ authorizations, installation }) => {
    seen.push(installation.state, await authorizations());
  });
  await app.start();
  await install({ team: 'acme' });
  const { team_id = '', bot_user_id } = await next('installed');
  const { as } = local.workspace('acme');
  await as('zoe').invite('general', 'Poll');
  await as('zoe').post('general', `<@${bot_user_id}> hello`);
  await until(() => seen.length === 2);
  expect(seen).toEqual([
    'active',
    [{ team_id, enterprise_id: null, user_id: bot_user_id, is_bot: true, is_enterprise_install: false }],
  ]);
  await local.app('Poll').uninstall({ team: 'acme' });
  expect(await next('uninstalled')).toMatchObject({ team_id, reason: 'app_uninstalled' });
});
