import { until } from '../support/until.js';
import { type InstallStage, SCOPES, startInstallStage } from './install-stage.js';

/** All of havoc, with the app installed in the organisation Coast. It has access to no workspace yet. */
let stage: InstallStage;
let coast: string;
beforeEach(async () => {
  stage = await startInstallStage({ environment: { SLACK_USER_SCOPES: 'chat:write' } });
  const { app, local, install, next } = stage;
  await app.start();
  coast = local.workspace('harbour').team.enterprise_id ?? '';
  await install({ enterprise: 'coast' });
  expect(await next('installed')).toEqual({
    type: 'installed',
    enterprise_id: coast,
    enterprise_name: 'Coast',
    is_enterprise_install: true,
    app_id: local.appId,
    bot_user_id: local.app('Poll').installations()[0]?.bot_user_id,
    user_id: local.user('ana').id,
    scopes: SCOPES,
    user_scopes: ['chat:write'],
    at: expect.any(Date),
  });
});
afterEach(() => stage.stop());

const poll = () => stage.local.app('Poll');
const harbour = () => stage.local.workspace('harbour');

/** Gives the app access to Harbour, and adds its bot to the channel. */
async function addHarbour(): Promise<void> {
  await poll().addWorkspaces('coast', ['harbour']);
  await stage.local.idle();
  await harbour().as('chika').invite('general', 'Poll');
}

test('the page names the organisation', async () => {
  const { install } = stage;
  expect((await install({ enterprise: 'coast' })).html).toContain('You can use it in Coast now.');
});

test('workspaces to which it has access belong to the installation', async () => {
  const { app, local } = stage;
  const { id } = harbour().team;
  await addHarbour();
  expect(await app.installations.get(id)).toMatchObject({ enterprise_id: coast, team_ids: [id] });
  expect(await app.forTeam(id).slack.team.info()).toMatchObject({ team: { id } });
  await poll().addWorkspaces('coast', ['lighthouse']);
  await poll().removeWorkspaces('coast', ['harbour']);
  await local.idle();
  expect(await app.installations.get(coast)).toMatchObject({ team_ids: [local.team.id] });
  await expect(app.forTeam(id).slack.team.info()).rejects.toMatchObject({ code: 'installations.not_found' });
  expect(await app.installations.find(id)).toBeUndefined();
});

test('workspaces that it had before the installation are known without their events', async () => {
  const { app, local, install } = stage;
  await local.configure({ events: ['app_mention'] });
  await poll().addWorkspaces('coast', ['harbour']);
  await local.idle();
  const { id } = harbour().team;
  expect(await app.installations.find(id)).toBeUndefined();
  await install({ enterprise: 'coast' });
  expect(await app.installations.get(id)).toMatchObject({ enterprise_id: coast, team_ids: [id] });
  expect(await app.forTeam(id).slack.team.info()).toMatchObject({ team: { id } });
});

test("the app gets Slack's event about the workspaces", async () => {
  const { app } = stage;
  const heard: unknown[] = [];
  for (const name of ['team_access_granted', 'team_access_revoked'] as const)
    app.event(name, async ({ event, installation }) => {
      heard.push([event.type, event.team_ids, installation.enterprise_id, installation.state]);
    });
  await poll().addWorkspaces('coast', ['harbour']);
  await until(() => heard.length === 1);
  await poll().removeWorkspaces('coast', ['harbour']);
  const { id } = harbour().team;
  await until(() => heard.length === 2);
  expect(heard).toEqual([
    ['team_access_granted', [id], coast, 'active'],
    ['team_access_revoked', [id], coast, 'active'],
  ]);
});

test('handlers of events and of clicks act in the workspace in which something happened', async () => {
  const { app } = stage;
  const facts: unknown[] = [];
  app.event('app_mention', async ({ installation, context, slack, say }) => {
    const { channels = [] } = await slack.conversations.list();
    facts.push({ installation, context, channels: channels.map(({ id }) => id) });
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } } as const;
    await say({ text: 'Here', blocks: [{ type: 'actions', elements: [button] }] });
  });
  app.action('go', async ({ installation, context, slack, say }) => {
    const { channels = [] } = await slack.conversations.list();
    facts.push({ installation, context, channels: channels.map(({ id }) => id) });
    await say('Done');
  });
  await addHarbour();
  const { team, as, channel, waitForMessage } = harbour();
  const { botUserId, botId } = poll().botIn(team.id);
  await as('chika').post('general', `<@${botUserId}> hello`);
  const posted = await waitForMessage({ text: 'Here', bot_id: botId });
  await as('chika').click(posted, { text: 'Go' });
  await waitForMessage({ text: 'Done', bot_id: botId });
  const fact = {
    installation: expect.objectContaining({
      team_id: team.id,
      enterprise_id: coast,
      is_enterprise_install: true,
      bot_user_id: botUserId,
      state: 'active',
    }),
    context: expect.objectContaining({ teamId: team.id, enterpriseId: coast, isEnterpriseInstall: true }),
    channels: [channel('general').id],
  };
  expect(facts).toEqual([fact, fact]);
});

test('a workspace that installed the app itself has its own installation and bot', async () => {
  const { app, local, install, next } = stage;
  await addHarbour();
  await install({ team: 'acme' });
  const { team_id: acme = '', bot_user_id } = await next('installed');
  expect(await app.forTeam(acme).slack.auth.test()).toMatchObject({ team_id: acme, user_id: bot_user_id });
  expect(await app.forTeam(harbour().team.id).slack.auth.test()).toMatchObject({ enterprise_id: coast });
  expect(await app.forEnterprise(coast).slack.auth.test()).toMatchObject({ is_enterprise_install: true });
  expect(local.app('Poll').botIn(harbour().team.id).botUserId).not.toBe(bot_user_id);
});

test('a person who installed it for the organisation posts in its workspaces', async () => {
  const { app } = stage;
  await addHarbour();
  const { team, channel, user, messages } = harbour();
  const { id } = user('ana');
  const { slack } = app.forTeam(team.id, { asUser: id });
  await slack.chat.postMessage({ channel: channel('general').id, text: 'I am Ana' });
  expect(messages('general')).toContainEqual(expect.objectContaining({ text: 'I am Ana', user: id }));
});

test('the end of the installation ends it in all its workspaces', async () => {
  const { app, local, next } = stage;
  await addHarbour();
  await poll().uninstall({ enterprise: 'coast' });
  expect(await next('uninstalled')).toMatchObject({
    enterprise_id: coast,
    is_enterprise_install: true,
    reason: 'app_uninstalled',
  });
  await local.idle();
  for (const target of [app.forTeam(harbour().team.id), app.forEnterprise(coast)])
    await expect(target.slack.auth.test()).rejects.toMatchObject({ code: 'installations.ended' });
});
