import type { Whose } from '../../src/slack/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { createStage, grantOf, NOW, newsOf, ok, refused, type Stage } from './stage.js';

let opened: OpenTestDatabase;
let stage: Stage;
beforeEach(async () => {
  opened = await openTestDatabase();
  stage = createStage(opened.database);
  await stage.installations.install(
    grantOf({ users: [{ user_id: 'U1', scopes: ['search:read'], access_token: 'xoxp-1' }] }),
  );
});
afterEach(async () => {
  await stage.installations.stop();
  await opened.close();
});

const whose: Whose = { team_id: 'T1', is_enterprise_install: false };
const body = (event: Record<string, unknown>, afterS: number) => ({
  event: { ...event, event_ts: String(NOW.getTime() / 1_000 + afterS) },
});
const uninstalled = (afterS = 60) => ({
  kind: 'event',
  name: 'app_uninstalled',
  body: body({ type: 'app_uninstalled' }, afterS),
  whose,
});
const revoked = (tokens: { oauth?: string[]; bot?: string[] }, afterS = 60) => ({
  kind: 'event',
  name: 'tokens_revoked',
  body: body({ type: 'tokens_revoked', tokens }, afterS),
  whose,
});
type Heard = ReturnType<typeof uninstalled>;

async function hear(...events: Heard[]): Promise<void> {
  for (const event of events) await stage.installations.hear(event, NOW);
}
const typesOf = async () => (await newsOf(opened.database)).slice(1).map(({ type }) => type);
const get = () => stage.installations.get({ team_id: 'T1' });
/** Reports Slack's answer to a call, as a sender does: with the token that it finds for each call. */
const sayTo = (installations: Stage['installations']) => async (answer: ReturnType<typeof ok>) =>
  installations.report(await installations.findToken({ team_id: 'T1' }), {
    method: 'chat.postMessage',
    answer,
  });
const everyone = { oauth: ['U1'], bot: ['UBOT'] };

test.each([
  ['app_uninstalled alone', [uninstalled()], ['uninstalled']],
  ['app_uninstalled twice', [uninstalled(), uninstalled()], ['uninstalled']],
  [
    'tokens_revoked, then app_uninstalled',
    [revoked(everyone), uninstalled()],
    ['tokens_revoked', 'uninstalled'],
  ],
  ['app_uninstalled, then tokens_revoked', [uninstalled(), revoked(everyone)], ['uninstalled']],
])('%s ends the installation, and tells the app once of each', async (_, events, types) => {
  await hear(...events);
  expect(await get()).toMatchObject({ state: 'ended', end_reason: 'app_uninstalled', tokens: [] });
  expect(await typesOf()).toEqual(types);
  await expect(stage.installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
    code: 'installations.ended',
  });
});

test("if only a user's token is revoked, the bot's token stays", async () => {
  await hear(revoked({ oauth: ['U1'] }));
  expect((await stage.installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-1');
  await expect(stage.installations.findToken({ team_id: 'T1', user_id: 'U1' })).rejects.toMatchObject({
    code: 'installations.no_user_token',
  });
  expect((await newsOf(opened.database)).at(-1)).toMatchObject({
    type: 'tokens_revoked',
    bot: false,
    users: ['U1'],
  });
});

test("if only the bot's token is revoked, the installation stays for the user", async () => {
  await hear(revoked({ bot: ['UBOT'] }));
  expect((await stage.installations.findToken({ team_id: 'T1', user_id: 'U1' })).token).toBe('xoxp-1');
  await expect(stage.installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
    code: 'installations.no_bot_token',
  });
});

test.each([
  ['app_uninstalled', uninstalled(-60)],
  ['tokens_revoked', revoked(everyone, -60)],
])('%s that is older than the installation is ignored', async (_, event) => {
  await hear(event);
  expect(await get()).toMatchObject({ state: 'active' });
  expect((await stage.installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-1');
  expect(await typesOf()).toEqual([]);
});

test('events about users without a token, or about another workspace, change nothing', async () => {
  await hear(revoked({ oauth: ['U99'] }), { ...uninstalled(), whose: { ...whose, team_id: 'T2' } });
  expect(await get()).toMatchObject({ state: 'active' });
  expect(await typesOf()).toEqual([]);
});

test("the end of an org-wide installation does not end a workspace's own installation", async () => {
  await hear({
    ...uninstalled(),
    whose: { enterprise_id: 'E1', is_enterprise_install: true, team_id: 'T1' },
  });
  expect(await get()).toMatchObject({ state: 'active' });
});

test('a revoked token leaves the memory of this replica at once', async () => {
  await stage.installations.findToken({ team_id: 'T1' });
  await hear(uninstalled());
  await expect(stage.installations.findToken({ team_id: 'T1' })).rejects.toThrow('no longer installed');
});

test.each([
  [
    'the app from a workspace',
    { team_id: 'T1' },
    { method: 'apps.uninstall', token: 'xoxb-1' },
    { type: 'uninstalled', state: 'ended' },
  ],
  [
    "a user's token",
    { team_id: 'T1', user_id: 'U1' },
    { method: 'auth.revoke', token: 'xoxp-1' },
    { type: 'tokens_revoked', state: 'active' },
  ],
])('revokes %s at Slack, then here', async (_, target, request, { type, state }) => {
  await stage.installations.revoke(target);
  expect(stage.requests).toEqual([expect.objectContaining(request)]);
  expect(await typesOf()).toEqual([type]);
  expect(await get()).toMatchObject({ state });
});

test('a token that Slack refuses to revoke stays', async () => {
  stage.answers.push(refused('internal_error'));
  await expect(stage.installations.revoke({ team_id: 'T1' })).rejects.toThrow('internal_error');
  expect(await get()).toMatchObject({ state: 'active' });
});

test('a token that Slack has revoked already is revoked here too', async () => {
  stage.answers.push(refused('token_revoked'));
  await stage.installations.revoke({ team_id: 'T1' });
  expect(await get()).toMatchObject({ state: 'ended', end_reason: 'revoked' });
});

test('a refusal by Slack is stored with the token and makes one token_failed, until Slack accepts the token again', async () => {
  const say = sayTo(stage.installations);
  await say(refused('account_inactive'));
  await say(refused('account_inactive'));
  await say(refused('ratelimited'));
  expect(await get()).toMatchObject({ state: 'refused', tokens: [{ refusal: 'account_inactive' }, {}] });
  expect((await newsOf(opened.database)).slice(1)).toEqual([
    expect.objectContaining({ type: 'token_failed', bot: true, reason: 'account_inactive' }),
  ]);
  expect(await stage.installations.find(whose)).toMatchObject({ state: 'refused' });
  await say(ok());
  expect(await get()).toMatchObject({ state: 'active' });
  expect(await stage.installations.summarize()).toMatchObject({ active: 1, refused: 0 });
});

test('a refusal that could not be stored is stored with the next one', async () => {
  const { database } = opened;
  let isAway = true;
  const transaction: typeof database.transaction = (body) =>
    isAway ? Promise.reject(new Error('the database is away')) : database.transaction(body);
  const failing = createStage({ ...database, transaction }, { vault: stage.vault });
  const say = sayTo(failing.installations);
  await say(refused('account_inactive'));
  expect(await get()).toMatchObject({ state: 'active' });
  isAway = false;
  await say(refused('account_inactive'));
  expect(await get()).toMatchObject({ state: 'refused', tokens: [{ refusal: 'account_inactive' }, {}] });
  await failing.installations.stop();
});

test('a refusal that another process has noted ends with the next answer that accepts the token', async () => {
  await sayTo(stage.installations)(refused('invalid_auth'));
  const other = createStage(opened.database, { vault: stage.vault });
  expect(await other.installations.get({ team_id: 'T1' })).toMatchObject({ state: 'refused' });
  await sayTo(other.installations)(ok());
  expect(await other.installations.get({ team_id: 'T1' })).toMatchObject({ state: 'active' });
  await other.installations.stop();
});

test('a user who installed the app again after it was removed keeps their token', async () => {
  const granted_at = new Date(NOW.getTime() + 300_000);
  const users = [{ user_id: 'U7', scopes: ['search:read'], access_token: 'xoxp-7' }];
  await stage.installations.install(grantOf({ bot: undefined, installed_by: 'U7', granted_at, users }));
  await hear(uninstalled(200));
  expect(await get()).toMatchObject({ state: 'active', tokens: [{ user_id: 'U7' }] });
  expect((await newsOf(opened.database)).at(-1)).toMatchObject({
    type: 'tokens_revoked',
    bot: true,
    users: ['U1'],
  });
});

test('the app is not removed from a whole organisation in the name of one of its workspaces', async () => {
  await stage.installations.install(
    grantOf({ team_id: undefined, enterprise_id: 'E1', is_enterprise_install: true }),
  );
  await stage.installations.hear(
    {
      kind: 'event',
      name: 'team_access_granted',
      body: body({ type: 'team_access_granted', team_ids: ['T5'] }, 60),
      whose: { enterprise_id: 'E1', is_enterprise_install: true },
    },
    NOW,
  );
  const before = stage.requests.length;
  await expect(stage.installations.revoke({ team_id: 'T5' })).rejects.toMatchObject({
    code: 'installations.org_wide',
    message: expect.stringContaining('E1'),
  });
  expect(stage.requests).toHaveLength(before);
  expect(await stage.installations.get({ enterprise_id: 'E1' })).toMatchObject({ state: 'active' });
});
