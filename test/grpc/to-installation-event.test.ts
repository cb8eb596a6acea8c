import { toInstallationEvent } from '../../src/grpc/to-installation-event.js';
import type { InstallationEvent } from '../../src/installations/event.js';

const AT = '2026-11-30T08:00:00.000Z';
const FULL: InstallationEvent = {
  type: 'installed',
  team_id: 'T1',
  team_name: 'Acme',
  enterprise_id: 'E1',
  enterprise_name: 'Acme Group',
  is_enterprise_install: false,
  app_id: 'A1',
  bot_user_id: 'U0BOT',
  user_id: 'U1',
  scopes: ['chat:write'],
  user_scopes: ['search:read'],
  previous_scopes: ['users:read'],
  previous_user_scopes: ['im:read'],
  context_json: '{"tenant":9007199254740993,"é":[null]}',
  incoming_webhook: { channel: '#general', channel_id: 'C1', configuration_url: 'https://acme.slack.com/x' },
  bot: true,
  users: ['U2'],
  reason: 'account_inactive',
  install_url: 'https://havoc.example/slack/install',
  at: AT,
};

test('keeps every field of the event', () => {
  const { context_json, at, ...rest } = FULL;
  expect(toInstallationEvent({ ...FULL })).toEqual({
    ...rest,
    context_json: Buffer.from('{"tenant":9007199254740993,"é":[null]}'),
    at: new Date(AT),
  });
});

test('an event without a context has none', () => {
  expect(toInstallationEvent({ ...FULL, context_json: undefined }).context_json).toBeUndefined();
});

test('leaves out the URL of a webhook, and what has another type', () => {
  const odd = { team_id: 7, scopes: ['a', 1], users: 'U1', bot: 'yes', at: 'soon', incoming_webhook: [] };
  expect(toInstallationEvent(odd)).toMatchObject({
    team_id: undefined,
    scopes: ['a'],
    users: [],
    bot: undefined,
    at: undefined,
    incoming_webhook: undefined,
  });
  const webhook = { url: 'https://hooks.slack.com/services/T1/B1/x', channel_id: 'C1' };
  const { incoming_webhook } = toInstallationEvent({ ...FULL, incoming_webhook: webhook });
  expect(incoming_webhook).toEqual({ channel_id: 'C1' });
});
