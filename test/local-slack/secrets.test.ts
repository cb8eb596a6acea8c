import type { LocalSlack } from '../../src/local-slack/index.js';
import { access, getCode, startOauthSlack } from './support/oauth.js';

let local: LocalSlack;
beforeEach(async () => {
  local = await startOauthSlack({ token_rotation: true });
});
afterEach(() => local.close());

const values = () => local.secrets().map(({ value }) => value);

test('the secrets are those of the apps, and what OAuth has issued, also after its end', async () => {
  expect(values()).toEqual(expect.arrayContaining([local.clientSecret, local.signingSecret, local.appToken]));
  const code = await getCode(
    local,
    { scope: 'chat:write,incoming-webhook' },
    { team: 'acme', person: 'zoe', channel: 'general' },
  );
  const granted = await access(local, { code });
  const { access_token, refresh_token, incoming_webhook } = granted;
  const { url } = incoming_webhook as { url: string };
  expect(values()).toEqual(expect.arrayContaining([code, access_token, refresh_token, url]));
  await local.app('Poll').uninstall({ team: 'acme' });
  expect(values()).toEqual(expect.arrayContaining([code, access_token, refresh_token]));
});
