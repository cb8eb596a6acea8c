import type { LocalSlack } from '../../../src/local-slack/index.js';
import { startOauthSlack } from '../support/oauth.js';

let local: LocalSlack;
afterEach(() => local.close());

async function redirectOf(query: Record<string, string>): Promise<string | null> {
  const response = await fetch(`${local.url}/app_redirect?${new URLSearchParams(query)}`, {
    redirect: 'manual',
  });
  expect(response.status).toBe(302);
  return response.headers.get('location');
}

test('the link that opens an app leads to it in the workspace, as one of its people', async () => {
  local = await startOauthSlack({ installed_in: ['acme'] });
  const { team, user } = local.workspace('acme');
  const place = `/#/${team.id}/${user('zoe').id}/${local.appId}`;
  expect(await redirectOf({ app: local.appId, team: team.id })).toBe(place);
  expect(await redirectOf({ app: local.appId })).toBe(place);
});

test('without a workspace, an org-wide app opens in one to which it has access', async () => {
  local = await startOauthSlack();
  await local.app('Poll').install({ enterprise: 'coast', teams: ['harbour'] });
  const { team, people } = local.workspace('harbour');
  expect(await redirectOf({ app: local.appId })).toBe(`/#/${team.id}/${people()[0]?.id}/${local.appId}`);
});

test.each([
  ['an unknown workspace', { team: 'T/../x' }, '/#/'],
  ['an app that is installed nowhere', { app: 'A0/x' }, '/#/T0LOCAL001/U0LOCAL001/A0%2Fx'],
])('%s leads to the page', async (_what, query, place) => {
  local = await startOauthSlack();
  expect(await redirectOf(query)).toBe(place);
});
