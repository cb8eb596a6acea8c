import { describeConsent } from '../../../src/local-slack/oauth/consent.js';
import { apps } from '../../../src/local-slack/world/collections.js';
import { oauthSeed } from '../support/oauth.js';
import { createScene, type TestScene } from '../support/scene.js';

async function consent(app: Parameters<typeof oauthSeed>[0], query: Record<string, string>) {
  const scene: TestScene = await createScene(oauthSeed(app));
  const [poll] = scene.store.now.list(apps, 'all', '');
  return describeConsent(scene.world, { client_id: poll?.client_id, ...query });
}

const ana = { id: 'U0LOCAL001', name: 'ana', real_name: 'Ana Ferreira' };

test('shows what the app asks for, and where people can install it', async () => {
  const scopes = { bot: ['chat:write', 'im:history'], bot_optional: ['im:history'] };
  expect(await consent({ scopes }, { scope: 'chat:write,im:history', user_scope: 'search:read' })).toEqual({
    app: { id: 'A0LOCAL001', name: 'Poll' },
    bot_scopes: [
      { scope: 'chat:write', description: 'Send messages', optional: false },
      { scope: 'im:history', description: 'View messages in direct messages', optional: true },
    ],
    user_scopes: [{ scope: 'search:read', description: 'Search messages and files', optional: false }],
    needs_channel: false,
    workspaces: [
      {
        id: 'T0LOCAL001',
        name: 'Lighthouse',
        people: [ana, { id: 'U0LOCAL002', name: 'ben', real_name: 'Ben Okafor' }],
        channels: [{ id: 'C0LOCAL001', name: 'general' }],
      },
      expect.objectContaining({ id: 'T0LOCAL002', name: 'Harbour' }),
      expect.objectContaining({ id: 'T0LOCAL003', name: 'Acme' }),
    ],
    organisations: [{ id: 'E0LOCAL001', name: 'Coast', people: [ana] }],
  });
});

test('asks for a channel if the app wants a webhook', async () => {
  expect(await consent({}, { scope: 'incoming-webhook' })).toMatchObject({ needs_channel: true });
});

test.each<[string, Parameters<typeof oauthSeed>[0], Record<string, string>]>([
  ['an app that is not ready for one', { org_deploy: false }, { scope: 'chat:write' }],
  ['an app that asks for no bot scopes', {}, { user_scope: 'chat:write' }],
])('offers no organisation to %s', async (_what, app, query) => {
  expect((await consent(app, query)).organisations).toEqual([]);
});
