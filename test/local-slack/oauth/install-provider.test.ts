import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Installation, InstallProvider, MemoryInstallationStore } from '@slack/oauth';
import type { LocalSlack } from '../../../src/local-slack/index.js';
import { clientOf, errorOf } from '../support/clients.js';
import { startOauthSlack } from '../support/oauth.js';
import { quiet } from '../support/quiet.js';

const HOUR_MS = 3_600_000;

let local: LocalSlack;
let provider: InstallProvider;
let store: MemoryInstallationStore;
let server: Server;
let url: string;

/** Serves an app that installs itself with Slack's own provider. */
beforeEach(async () => {
  server = createServer(async (request, response) => {
    const options = { scopes: ['chat:write', 'users:read'], userScopes: ['search:read'] };
    const redirectUri = `${url}/slack/oauth_redirect`;
    if (request.url === '/slack/install')
      await provider.handleInstallPath(request, response, {}, { ...options, redirectUri });
    else
      await provider.handleCallback(
        request,
        response,
        {
          success: (_installation, _options, _request, to) => to.end('installed'),
          failure: (error, _options, _request, to) => to.writeHead(500).end(`${error.code} ${error.message}`),
        },
        { ...options, redirectUri },
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await local.close();
  server.close();
  server.closeAllConnections();
});

async function start(app = {}): Promise<void> {
  local = await startOauthSlack({ redirect_urls: [`${url}/slack/oauth_redirect`], ...app });
  store = new MemoryInstallationStore();
  provider = new InstallProvider({
    clientId: local.clientId,
    clientSecret: local.clientSecret,
    stateSecret: 'secret',
    directInstall: true,
    installationStore: store,
    authorizationUrl: `${local.url}/oauth/v2/authorize`,
    clientOptions: { slackApiUrl: local.apiUrl, retryConfig: { retries: 0 } },
    logger: quiet,
  });
}

/** Goes through the installation as a browser does. @returns what the app says in the end */
async function installAs(decision: Parameters<LocalSlack['decideConsent']>[1]): Promise<string> {
  const begun = await fetch(`${url}/slack/install`, { redirect: 'manual' });
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  const authorize = begun.headers.get('location') ?? '';
  const shown = await fetch(authorize, { redirect: 'manual' });
  expect(shown.headers.get('location')).toMatch(/^\/oauth\?/);
  const callback = await local.decideConsent(authorize, decision);
  return (await fetch(callback, { headers: { cookie } })).text();
}

const at = { teamId: 'T0LOCAL001', enterpriseId: 'E0LOCAL001', isEnterpriseInstall: false };
const stored = (query: object = at) =>
  store.fetchInstallation({ ...at, ...query }, quiet) as Promise<Installation<'v2', boolean>>;

test('@slack/oauth installs the app in a workspace, with tokens that work', async () => {
  await start();
  expect(await installAs({ allow: true, person: 'ana' })).toBe('installed');
  expect(await stored()).toMatchObject({
    team: { id: 'T0LOCAL001', name: 'Lighthouse' },
    enterprise: { id: 'E0LOCAL001', name: 'Coast' },
    isEnterpriseInstall: false,
    appId: 'A0LOCAL001',
    tokenType: 'bot',
    bot: { scopes: ['chat:write', 'users:read'], id: expect.stringMatching(/^B/) },
    user: { id: 'U0LOCAL001', scopes: ['search:read'] },
    authVersion: 'v2',
  });
  const { botToken, userToken } = await provider.authorize(at);
  expect(await clientOf(local, botToken).users.list({})).toMatchObject({ ok: true });
  expect(await errorOf(clientOf(local, userToken).users.list({}))).toBe('missing_scope');
});

test('@slack/oauth installs the app org-wide', async () => {
  await start();
  expect(await installAs({ allow: true, enterprise: 'coast', person: 'ana' })).toBe('installed');
  await local.app('Poll').addWorkspaces('coast', ['harbour']);
  const query = { teamId: undefined, enterpriseId: 'E0LOCAL001', isEnterpriseInstall: true };
  expect(await stored(query)).toMatchObject({
    team: undefined,
    enterprise: { id: 'E0LOCAL001' },
    isEnterpriseInstall: true,
  });
  const { botToken } = await provider.authorize({ ...query, teamId: undefined, isEnterpriseInstall: true });
  const client = clientOf(local, botToken);
  expect(await errorOf(client.users.list({}))).toBe('missing_argument');
  expect(await client.users.list({ team_id: 'T0LOCAL002' })).toMatchObject({ ok: true });
});

test('@slack/oauth says when a person refuses, and stores nothing', async () => {
  await start();
  expect(await installAs({ allow: false })).toMatch(/slack_oauth_installer_authorization_error/);
  expect(await stored()).toBeUndefined();
  expect(local.app('Poll').tokens()).toEqual([]);
});

test('@slack/oauth renews tokens that have expired', async () => {
  await start({ token_rotation: true });
  await installAs({ allow: true, person: 'ana' });
  const before = await provider.authorize(at);
  local.clock.advance(13 * HOUR_MS);
  // The provider knows the time of the test's machine only.
  const { bot, user, ...rest } = await stored();
  const expired = { expiresAt: Math.floor(Date.now() / 1000) - 1 };
  const installation = { ...rest, bot: { ...bot, ...expired }, user: { ...user, ...expired } };
  await store.storeInstallation(installation as Installation<'v2', false>, quiet);
  expect(await errorOf(clientOf(local, before.botToken).auth.test())).toBe('token_expired');
  const after = await provider.authorize(at);
  expect([after.botToken, after.userToken]).not.toEqual([before.botToken, before.userToken]);
  expect(await clientOf(local, after.botToken).users.list({})).toMatchObject({ ok: true });
  expect(await clientOf(local, after.userToken).auth.test()).toMatchObject({ user_id: 'U0LOCAL001' });
});
