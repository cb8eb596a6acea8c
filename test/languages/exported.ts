import type { Grant } from '../../src/installations/index.js';

/** Installations to export: one with two people and a webhook, and an org-wide one whose token rotates. */
export const EXPORTED: readonly Grant[] = [
  {
    team_id: 'T0ACME',
    team_name: 'Acme',
    is_enterprise_install: false,
    app_id: 'A0SAMPLE',
    bot_id: 'B0ACME',
    bot_user_id: 'U0BOT',
    installed_by: 'U0ANA',
    granted_at: new Date('2024-03-01T10:00:00.500Z'),
    source: 'import',
    bot: { access_token: 'xoxb-acme', scopes: ['chat:write', 'commands'] },
    users: [
      { user_id: 'U0ANA', access_token: 'xoxp-ana', scopes: ['search:read'] },
      { user_id: 'U0BEN', access_token: 'xoxp-ben', scopes: ['search:read'] },
    ],
    webhook: { url: 'https://hooks.slack.com/services/1', channel_id: 'C0GENERAL' },
  },
  {
    enterprise_id: 'E0GRID',
    is_enterprise_install: true,
    app_id: 'A0SAMPLE',
    bot_id: 'B0GRID',
    bot_user_id: 'U0BOT',
    installed_by: 'W0CIO',
    granted_at: new Date('2023-11-14T22:13:20Z'),
    source: 'import',
    bot: {
      access_token: 'xoxe.xoxb-grid',
      refresh_token: 'xoxe-grid',
      expires_at: new Date('2023-11-15T10:13:20Z'),
      scopes: ['chat:write'],
    },
    users: [],
  },
];

const acme = {
  bot: 'xoxb-acme',
  refresh: null,
  expires_at: null,
  webhook: 'https://hooks.slack.com/services/1',
};
const found = [
  { ...acme, user: 'U0ANA', user_token: 'xoxp-ana' },
  { ...acme, user: 'U0BEN', user_token: 'xoxp-ben' },
  {
    bot: 'xoxe.xoxb-grid',
    refresh: 'xoxe-grid',
    expires_at: 1_700_043_200,
    webhook: null,
    user: 'W0CIO',
    user_token: null,
  },
];
const more = { scopes: ['chat:write', 'commands'], installed_at: 1_709_287_200.5 };

/** What the stores for files and for SQLite find: for the workspace, for its second person, and for the organisation. */
export const FOUND = [
  found.map((one, index) => ({
    ...one,
    ...(index < 2 ? more : { scopes: ['chat:write'], installed_at: 1_700_000_000 }),
  })),
  found,
];
