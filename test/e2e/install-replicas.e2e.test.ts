import type { Havoc } from '../../src/client/index.js';
import { until } from '../support/until.js';
import { type InstallStage, startInstallStage } from './install-stage.js';

/** Two sidecars on one database. Slack and the browser reach the first one. The other one has cached Acme's token. */
let stage: InstallStage;
let other: Havoc;
let acme: string;
beforeEach(async () => {
  stage = await startInstallStage({ environment: { SLACK_USER_SCOPES: 'chat:write' } });
  const { app, local, install, next, startReplica } = stage;
  await app.start();
  ({ app: other } = await startReplica());
  await install({ team: 'acme' });
  await next('installed');
  acme = local.workspace('acme').team.id;
  expect(await other.forTeam(acme).slack.auth.test()).toMatchObject({ team_id: acme });
});
afterEach(() => stage.stop());

/** The error of auth.test, which the other sidecar answers without Slack while it believes that it has the token. */
async function errorAtOther(asUser?: string): Promise<unknown> {
  return other
    .forTeam(acme, { asUser })
    .slack.auth.test()
    .then(
      () => undefined,
      ({ code }: { code: string }) => code,
    );
}

/** Caches are fresh for a minute. What happens earlier is due to a notice. */
const NOTICED_MS = 10_000;

test.each(['app_uninstalled', 'tokens_revoked'])(
  'after Slack sent %s alone, the app is out of use in the other sidecar at once',
  async (event) => {
    const { local } = stage;
    await local.configure({ events: [event] });
    await local.app('Poll').uninstall({ team: 'acme' });
    await until(async () => (await errorAtOther()) === 'installations.ended', NOTICED_MS);
  },
);

test('an app that removes itself is out of use in the other sidecar at once, without an event', async () => {
  const { app, local } = stage;
  await local.configure({ events: ['app_mention'] });
  await app.installations.revoke({ team: acme });
  await until(async () => (await errorAtOther()) === 'installations.ended', NOTICED_MS);
});

test("a person's revoked token is out of use in the other sidecar at once", async () => {
  const { local } = stage;
  const asUser = local.workspace('acme').user('zoe').id;
  expect(await other.forTeam(acme, { asUser }).slack.auth.test()).toMatchObject({ user_id: asUser });
  await local.app('Poll').revoke({ team: 'acme', people: ['zoe'] });
  await until(async () => (await errorAtOther(asUser)) === 'installations.no_user_token', NOTICED_MS);
  expect(await errorAtOther()).toBeUndefined();
});

test('a new installation can be used in the other sidecar at once', async () => {
  const { local, install } = stage;
  await local.app('Poll').uninstall({ team: 'acme' });
  await until(async () => (await errorAtOther()) === 'installations.ended', NOTICED_MS);
  await install({ team: 'acme' });
  await until(async () => (await errorAtOther()) === undefined, NOTICED_MS);
  expect(await other.forTeam(acme).slack.auth.test({}, { refresh: true })).toMatchObject({ team_id: acme });
});

test('the state of an installation is used up in both sidecars', async () => {
  const { local, newBrowser, startReplica } = stage;
  const { sidecar } = await startReplica();
  const browser = newBrowser();
  const { location } = await browser.open('https://app.example/slack/install');
  const back = await local.decideConsent(location, { allow: true, team: 'acme', person: 'zoe' });
  expect(await browser.open(back)).toMatchObject({ status: 200 });
  const again = await browser.open(back, sidecar);
  expect(again).toMatchObject({ status: 409, html: expect.stringContaining('used_state') });
});
