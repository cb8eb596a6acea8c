import type { Json } from '../../../src/base/index.js';
import { readGrant } from '../../../src/ingress/oauth/read-grant.js';
import type { Grant } from '../../../src/installations/index.js';

const now = new Date('2026-12-01T12:00:00.000Z');
const in12Hours = new Date('2026-12-02T00:00:00.000Z');

// The answers of https://docs.slack.dev/reference/methods/oauth.v2.access and
// https://docs.slack.dev/authentication/using-token-rotation.
const TEAM = { team: { name: 'Slack Pickleball Team', id: 'T9TK3CUKW' } };
const ENTERPRISE = { enterprise: { name: 'slack-pickleball', id: 'E12345678' } };
const BOT = {
  ok: true,
  access_token: 'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy',
  token_type: 'bot',
  scope: 'commands,incoming-webhook',
  bot_user_id: 'U0KRQLJ9H',
  app_id: 'A0KRD7HC3',
};
const USER = { id: 'U1234', scope: 'chat:write', access_token: 'xoxp-1234', token_type: 'user' };
const ROTATING = { refresh_token: 'xoxe-1-refresh', expires_in: 43_200 };

const known = {
  app_id: 'A0KRD7HC3',
  bot_user_id: 'U0KRQLJ9H',
  installed_by: 'U1234',
  granted_at: now,
  source: 'oauth',
  is_enterprise_install: false,
  team_id: 'T9TK3CUKW',
  team_name: 'Slack Pickleball Team',
} as const;
const bot = { scopes: ['commands', 'incoming-webhook'], access_token: BOT.access_token };
const user = { user_id: 'U1234', scopes: ['chat:write'], access_token: 'xoxp-1234' };

const GRANTED: [what: string, answer: Json, grant: Grant][] = [
  [
    'a bot in a workspace',
    { ...BOT, ...TEAM, enterprise: null, authed_user: { id: 'U1234' }, is_enterprise_install: false },
    { ...known, bot, users: [] },
  ],
  [
    'a bot in a workspace of an organisation',
    { ...BOT, ...TEAM, ...ENTERPRISE, authed_user: { id: 'U1234' } },
    { ...known, enterprise_id: 'E12345678', enterprise_name: 'slack-pickleball', bot, users: [] },
  ],
  [
    'a user only',
    { ok: true, app_id: 'A0KRD7HC3', ...TEAM, enterprise: null, authed_user: USER },
    { ...known, bot_user_id: undefined, users: [user] },
  ],
  ['a bot and a user', { ...BOT, ...TEAM, authed_user: USER }, { ...known, bot, users: [user] }],
  [
    'an organisation',
    { ...BOT, team: null, ...ENTERPRISE, authed_user: USER, is_enterprise_install: true },
    {
      ...known,
      team_id: undefined,
      team_name: undefined,
      is_enterprise_install: true,
      enterprise_id: 'E12345678',
      enterprise_name: 'slack-pickleball',
      bot,
      users: [user],
    },
  ],
  [
    'an organisation, with the workspace in which it was installed',
    { ...BOT, ...TEAM, ...ENTERPRISE, authed_user: { id: 'U1234' }, is_enterprise_install: true },
    {
      ...known,
      team_id: undefined,
      team_name: undefined,
      is_enterprise_install: true,
      enterprise_id: 'E12345678',
      enterprise_name: 'slack-pickleball',
      bot,
      users: [],
    },
  ],
  [
    'an incoming webhook',
    {
      ...BOT,
      ...TEAM,
      authed_user: { id: 'U1234' },
      incoming_webhook: {
        channel: '#general',
        channel_id: 'C05002EAE',
        configuration_url: 'https://pickleball.slack.com/services/B1',
        url: 'https://hooks.slack.com/services/T1/B1/secret',
      },
    },
    {
      ...known,
      bot,
      users: [],
      webhook: {
        channel: '#general',
        channel_id: 'C05002EAE',
        configuration_url: 'https://pickleball.slack.com/services/B1',
        url: 'https://hooks.slack.com/services/T1/B1/secret',
      },
    },
  ],
  [
    'tokens that rotate, of a bot and a user',
    { ...BOT, ...ROTATING, ...TEAM, authed_user: { ...USER, ...ROTATING, refresh_token: 'xoxe-1-user' } },
    {
      ...known,
      bot: { ...bot, refresh_token: 'xoxe-1-refresh', expires_at: in12Hours },
      users: [{ ...user, refresh_token: 'xoxe-1-user', expires_at: in12Hours }],
    },
  ],
  [
    'fewer scopes than the app asked for',
    { ...BOT, scope: 'commands', ...TEAM, authed_user: { ...USER, scope: '' } },
    {
      ...known,
      bot: { ...bot, scopes: ['commands'] },
      users: [{ ...user, scopes: [] }],
    },
  ],
  [
    'user scopes, but no token of a user',
    { ...BOT, ...TEAM, authed_user: { id: 'U1234', scope: 'chat:write' } },
    { ...known, bot, users: [] },
  ],
];

test.each(GRANTED)('reads the grant of %s', (_what, answer, grant) => {
  const read = readGrant(answer, { now, context: '{"a":1}' });
  expect(read).toEqual({ ...grant, context: '{"a":1}' });
});

test('a link without a context grants without one', () => {
  expect(readGrant({ ...BOT, ...TEAM }, { now, context: undefined })?.context).toBeUndefined();
});

test.each([
  ['nothing', {}],
  ['no token', { ...TEAM, authed_user: { id: 'U1234' } }],
  ['no workspace', BOT],
  ['no organisation of an org-wide install', { ...BOT, ...TEAM, is_enterprise_install: true }],
  ['a token of a user without the user', { ...TEAM, authed_user: { access_token: 'xoxp-1' } }],
  ['the token of a refresh', { ...TEAM, access_token: 'xoxp-1', token_type: 'user' }],
  ['wrong types', { team: 'T1', access_token: 1, authed_user: [], enterprise: 5 }],
])('finds no grant in an answer with %s', (_what, answer) => {
  expect(readGrant(answer, { now, context: undefined })).toBeUndefined();
});
