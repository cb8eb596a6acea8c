import {
  ACME,
  type Case,
  GLOBE,
  GLOBE_HQ,
  GLOBE_LAB,
  HOOLI,
  HOOLI_HQ,
  IN_ACME,
  IN_ALL_GLOBE,
  IN_GLOBE_HQ,
  INITECH,
  SOMEWHERE_IN_GLOBE,
} from './case.js';
import { acme, allGlobe, atHq, globeHq, message, type Row } from './event-parts.js';
import { SHARED_EVENTS } from './shared-events.js';

/** Events in channels of one workspace or organisation. */
const INSIDE: Row[] = [
  [
    'in a single workspace',
    { team_id: ACME, ...message(ACME), authorizations: [acme], is_ext_shared_channel: false },
    IN_ACME,
  ],
  [
    'with an org-wide installation, in a workspace',
    { ...atHq, ...message(GLOBE_HQ, 'W013TN008'), authorizations: [allGlobe] },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, in a home tab',
    {
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      event: { type: 'app_home_opened' },
      authorizations: [allGlobe],
    },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, without an outer organisation',
    { team_id: GLOBE_HQ, authorizations: [allGlobe], is_ext_shared_channel: false },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, whose authorization names the workspace',
    { ...atHq, authorizations: [{ ...allGlobe, team_id: GLOBE_HQ }] },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, whose authorization names the organisation as the team',
    { ...atHq, authorizations: [{ enterprise_id: GLOBE, team_id: GLOBE, is_enterprise_install: true }] },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, in the organisation as a whole',
    { team_id: GLOBE, enterprise_id: GLOBE, event: { type: 'user_change' }, authorizations: [allGlobe] },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'with an installation in one workspace of an organisation',
    { ...atHq, ...message(GLOBE_HQ, 'W013TN008'), authorizations: [globeHq] },
    IN_GLOBE_HQ,
  ],
  [
    'with an installation in one workspace, in a channel of several workspaces',
    { ...atHq, team_id: GLOBE_LAB, ...message(GLOBE_LAB, 'W013TN008'), authorizations: [globeHq] },
    IN_GLOBE_HQ,
  ],
];

const IDS_OF_OTHERS = {
  item_user: 'U1',
  user: { id: 'U1', team_id: INITECH },
  channel: { id: 'C1', context_team_id: HOOLI_HQ, creator: 'U1' },
  inviting_team: { id: INITECH },
  team_id: HOOLI_HQ,
  enterprise_id: HOOLI,
};

/** Events that end or change installations, functions, and authorizations of unusual shapes. */
const ODD: Row[] = [
  [
    'with ids of other teams within the event',
    { team_id: ACME, event: { type: 'channel_created', ...IDS_OF_OTHERS }, authorizations: [acme] },
    IN_ACME,
  ],
  [
    'about an app that was installed elsewhere',
    { team_id: ACME, event: { type: 'app_installed', team_id: GLOBE }, authorizations: [acme] },
    IN_ACME,
  ],
  [
    'function_executed in a single workspace',
    { team_id: ACME, event: { type: 'function_executed', inputs: IDS_OF_OTHERS }, authorizations: [acme] },
    IN_ACME,
  ],
  [
    'function_executed with an org-wide installation',
    { ...atHq, event: { type: 'function_executed' }, authorizations: [allGlobe] },
    IN_ALL_GLOBE,
  ],
  [
    'function_executed without authorizations',
    {
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      event: { type: 'function_executed', function_execution_id: 'Fx111' },
      authed_users: ['W111'],
    },
    IN_GLOBE_HQ,
  ],
  ['app_uninstalled', { team_id: ACME, event: { type: 'app_uninstalled' } }, IN_ACME],
  [
    'app_uninstalled in an organisation',
    { team_id: GLOBE, enterprise_id: GLOBE, event: { type: 'app_uninstalled' }, authorizations: [] },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'tokens_revoked in one workspace of an organisation',
    {
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      event: { type: 'tokens_revoked', tokens: { bot: ['W1'] } },
      authorizations: [],
    },
    IN_GLOBE_HQ,
  ],
  [
    'team_access_granted, as Slack sends it',
    { enterprise_id: GLOBE, event: { type: 'team_access_granted', team_ids: [GLOBE_HQ] } },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'team_access_revoked, nested in another event',
    {
      team_id: GLOBE_HQ,
      event: {
        team_id: null,
        enterprise_id: GLOBE,
        event: { type: 'team_access_revoked', team_ids: [GLOBE_LAB] },
      },
      authorizations: [{ enterprise_id: GLOBE, team_id: GLOBE_HQ, is_enterprise_install: false }],
    },
    IN_ALL_GLOBE,
  ],
  [
    'team_access_granted, whose organisation is named only in the event around it',
    {
      team_id: null,
      event: { enterprise_id: GLOBE, event: { type: 'team_access_granted', team_ids: [GLOBE_HQ] } },
    },
    SOMEWHERE_IN_GLOBE,
  ],
  ['with empty authorizations', { team_id: ACME, ...message(ACME), authorizations: [] }, IN_ACME],
  ['with authorizations of null', { team_id: ACME, ...message(ACME), authorizations: null }, IN_ACME],
  ['with an authorization that is no object', { team_id: ACME, authorizations: [ACME] }, IN_ACME],
  [
    'with an authorization without ids',
    { team_id: INITECH, enterprise_id: HOOLI, authorizations: [{ user_id: 'U1', is_bot: true }] },
    { whose: { is_enterprise_install: false }, keys: [] },
  ],
  [
    'with an authorization without ids, in a single workspace',
    { team_id: INITECH, authorizations: [{ user_id: 'U1', is_bot: true }] },
    { whose: { is_enterprise_install: false }, keys: [] },
  ],
  [
    'with an org-wide installation, in a workspace of another organisation',
    { team_id: HOOLI_HQ, enterprise_id: HOOLI, authorizations: [allGlobe] },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'with several authorizations',
    { team_id: INITECH, authorizations: [acme, { ...acme, team_id: INITECH }] },
    IN_ACME,
  ],
  [
    'with authed_teams that have the outer team',
    { team_id: ACME, ...message(ACME), authed_users: ['U1'], authed_teams: [INITECH, ACME] },
    IN_ACME,
  ],
  [
    'with authed_teams that do not have the outer team',
    { team_id: GLOBE_HQ, enterprise_id: GLOBE, ...message(GLOBE_HQ), authed_teams: [ACME] },
    IN_ACME,
  ],
  [
    'with authed_teams that have the outer organisation',
    { team_id: GLOBE_HQ, enterprise_id: GLOBE, ...message(GLOBE_HQ), authed_teams: [GLOBE] },
    IN_ALL_GLOBE,
  ],
  ['without any ids', message(ACME), { whose: { is_enterprise_install: false }, keys: [] }],
];

const caseOf = ([title, body, expected]: Row, is_ext_shared_channel: boolean): Case => ({
  title,
  kind: 'event',
  body: { type: 'event_callback', is_ext_shared_channel, ...body },
  ...expected,
});

export const EVENT_CASES: readonly Case[] = [
  ...[...INSIDE, ...ODD].map((row) => caseOf(row, false)),
  ...SHARED_EVENTS.map((row) => caseOf(row, true)),
];
