import { INSTALL_URL, type InstallStage, startInstallStage } from './install-stage.js';

const HOUR_MS = 3_600_000;

/** All of havoc, with the app installed in Acme. Its tokens expire after 12 hours by the clock of the local Slack. */
let stage: InstallStage;
let acme: string;
let zoe: string;
beforeEach(async () => {
  stage = await startInstallStage({
    environment: { SLACK_USER_SCOPES: 'chat:write' },
    app: { token_rotation: true },
  });
  const { app, local, install, next } = stage;
  await app.start();
  await install({ team: 'acme' });
  await next('installed');
  acme = local.workspace('acme').team.id;
  zoe = local.workspace('acme').user('zoe').id;
});
afterEach(() => stage.stop());

const testWith = (app = stage.app, asUser?: string) =>
  app.forTeam(acme, { asUser }).slack.auth.test({}, { refresh: true });
const refreshes = () =>
  stage.local.calls('oauth.v2.access').filter(({ args }) => args.grant_type === 'refresh_token');
const refusals = () =>
  stage.local.calls('auth.test').filter(({ answer }) => answer.error === 'token_expired');

async function refreshesCounted(outcome: string): Promise<string | undefined> {
  const metrics = await (await fetch(`${stage.sidecar().opsUrl}/metrics`)).text();
  return new RegExp(`^havoc_token_refreshes_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(metrics)?.[1];
}

test('an expired token is refreshed, and the call is made again, each for the bot and for a person', async () => {
  const { app, local } = stage;
  expect(await testWith()).toMatchObject({ team_id: acme });
  expect(refreshes()).toHaveLength(0);
  local.clock.advance(13 * HOUR_MS);
  expect(await testWith()).toMatchObject({ team_id: acme });
  expect(refreshes()).toHaveLength(1);
  expect(await testWith(app, zoe)).toMatchObject({ user_id: zoe });
  expect(refreshes()).toHaveLength(2);
  expect(refusals()).toHaveLength(2);
  expect(await testWith()).toMatchObject({ team_id: acme });
  expect(refreshes()).toHaveLength(2);
  expect(await refreshesCounted('ok')).toBe('2');
  expect(await stage.remaining()).toEqual([]);
});

test('a call that changes something is made once after the refresh', async () => {
  const { app, local } = stage;
  const { channel, as, messages } = local.workspace('acme');
  await as('zoe').invite('general', 'Poll');
  local.clock.advance(13 * HOUR_MS);
  await app.forTeam(acme).slack.chat.postMessage({ channel: channel('general').id, text: 'Once' });
  expect(messages('general').filter(({ text }) => text === 'Once')).toHaveLength(1);
});

test('many calls at once, in two sidecars, refresh an expired token once', async () => {
  const { app, local, startReplica } = stage;
  const replica = await startReplica();
  expect(await testWith(replica.app)).toMatchObject({ team_id: acme });
  local.clock.advance(13 * HOUR_MS);
  const calls = Array.from({ length: 10 }, (_, index) => testWith(index % 2 === 0 ? app : replica.app));
  const answers = await Promise.all(calls);
  expect(answers.map(({ team_id }) => team_id)).toEqual(answers.map(() => acme));
  expect(refreshes()).toHaveLength(1);
});

test('a token that expires soon is refreshed before it is used', async () => {
  const { database, restartSidecar } = stage;
  const soon = new Date(Date.now() + 30_000);
  await database.prisma.installationToken.updateMany({ where: { user_id: '' }, data: { expires_at: soon } });
  await restartSidecar();
  await stage.app.ready();
  expect(await testWith()).toMatchObject({ team_id: acme });
  expect(refreshes()).toHaveLength(1);
  expect(refusals()).toHaveLength(0);
});

test("revoking a person's token also revokes the one that would refresh it", async () => {
  const { app, local, next } = stage;
  const ofZoe = () =>
    local
      .app('Poll')
      .tokens()
      .filter(({ user }) => user === zoe);
  expect(ofZoe().map(({ kind }) => kind)).toEqual(['user', 'refresh']);
  await app.installations.revoke({ team: acme, user: zoe });
  expect(await next('tokens_revoked')).toMatchObject({ bot: false, users: [zoe] });
  expect(ofZoe()).toEqual([]);
  expect(await testWith()).toMatchObject({ team_id: acme });
});

test('auth.test from the store says how long the token is still valid', async () => {
  const { app, database, restartSidecar } = stage;
  const inAnHour = new Date(Date.now() + HOUR_MS);
  await database.prisma.installationToken.updateMany({ data: { expires_at: inAnHour } });
  await restartSidecar();
  await app.ready();
  const { expires_in = 0 } = await app.forTeam(acme).slack.auth.test();
  expect(expires_in).toBeGreaterThan(3_500);
  expect(expires_in).toBeLessThanOrEqual(3_600);
});

test('while Slack refreshes nothing, calls say so, and work again later', async () => {
  const { local } = stage;
  local.clock.advance(13 * HOUR_MS);
  local.fail('oauth.v2.access', { error: 'internal_error' });
  await expect(testWith()).rejects.toMatchObject({
    code: 'installations.refresh_failed',
    kind: 'unavailable',
  });
  expect(await testWith()).toMatchObject({ team_id: acme });
  expect(await refreshesCounted('failed')).toBe('1');
});

test('a lost refresh token makes one token_failed, and installing the app again brings a new token', async () => {
  const { app, local, install, next, remaining } = stage;
  const stolen = local
    .app('Poll')
    .tokens({ team: 'acme' })
    .find(({ kind, user }) => kind === 'refresh' && user !== zoe);
  await fetch(`${local.apiUrl}oauth.v2.access`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: local.clientId,
      client_secret: local.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: stolen?.value ?? '',
    }),
  });
  local.clock.advance(13 * HOUR_MS);
  for (const _attempt of [1, 2])
    await expect(testWith()).rejects.toMatchObject({ code: 'installations.token_lost' });
  expect(await next('token_failed')).toMatchObject({
    team_id: acme,
    bot: true,
    reason: 'refresh_lost',
    install_url: `${INSTALL_URL}?team=${acme}`,
  });
  expect(await app.installations.get(acme)).toMatchObject({ state: 'refused' });
  expect(await refreshesCounted('lost')).toBe('1');
  await install({ team: 'acme' });
  await next('installed');
  expect(await testWith()).toMatchObject({ team_id: acme });
  expect(await app.installations.get(acme)).toMatchObject({ state: 'active' });
  expect(await remaining()).toEqual([]);
});
