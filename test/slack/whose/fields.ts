import type { Json } from '../../../src/base/index.js';
import {
  ACME,
  type Case,
  GLOBE,
  GLOBE_HQ,
  GLOBE_LAB,
  HOOLI,
  IN_ACME,
  IN_ALL_GLOBE,
  IN_GLOBE_HQ,
  INITECH,
  SOMEWHERE_IN_GLOBE,
} from './case.js';

type Row = [title: string, kind: string, body: Json, expected: Pick<Case, 'whose' | 'keys'>];

const poll = { command: '/poll', user_id: 'U03E94MK0', channel_id: 'C04T3ACM4' };

/** Commands are forms: all values are texts. */
const COMMANDS: Row[] = [
  ['in a single workspace', 'command', { team_id: ACME, is_enterprise_install: 'false' }, IN_ACME],
  [
    'with an org-wide installation',
    'command',
    { team_id: GLOBE_HQ, enterprise_id: GLOBE, is_enterprise_install: 'true' },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, in a direct message of the organisation',
    'command',
    { team_id: GLOBE, enterprise_id: GLOBE, is_enterprise_install: 'true' },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'with an installation in one workspace of an organisation',
    'command',
    { team_id: GLOBE_HQ, enterprise_id: GLOBE, is_enterprise_install: 'false' },
    IN_GLOBE_HQ,
  ],
  ['in a shared channel, as host', 'command', { team_id: ACME, channel_name: 'shared' }, IN_ACME],
  [
    'in a shared channel, as guest of an organisation',
    'command',
    { team_id: ACME, channel_name: 'shared', is_enterprise_install: 'false' },
    IN_ACME,
  ],
  [
    'in a shared channel, by a person whose home is another workspace',
    'command',
    { team_id: ACME, user_id: 'W013QGS7B', user_team: GLOBE, source_team: GLOBE },
    IN_ACME,
  ],
  ['with empty fields', 'command', { team_id: ACME, enterprise_id: '', is_enterprise_install: '' }, IN_ACME],
];

const RATE_LIMITS: Row[] = [
  ['in a single workspace', 'app_rate_limited', { team_id: ACME, minute_rate_limited: 1518467820 }, IN_ACME],
  [
    'in one workspace of an organisation',
    'app_rate_limited',
    { team_id: GLOBE_HQ, enterprise_id: GLOBE },
    IN_GLOBE_HQ,
  ],
  ['in an organisation', 'app_rate_limited', { team_id: GLOBE, enterprise_id: GLOBE }, SOMEWHERE_IN_GLOBE],
];

/** Kinds that Slack adds may have the ids in any of the known places. */
const UNKNOWN: Row[] = [
  ['with ids in objects', 'new_kind', { team: { id: ACME }, user: { id: 'U1', team_id: INITECH } }, IN_ACME],
  [
    'with ids in objects, with an org-wide installation',
    'new_kind',
    { team: null, enterprise: { id: GLOBE }, user: { team_id: GLOBE_HQ }, is_enterprise_install: true },
    IN_ALL_GLOBE,
  ],
  ['with ids in fields', 'new_kind', { team_id: GLOBE_HQ, enterprise_id: GLOBE }, IN_GLOBE_HQ],
  ['with ids in fields, and of a user', 'new_kind', { team_id: ACME, user: { team_id: INITECH } }, IN_ACME],
  [
    'with the team in an object and the organisation in a field',
    'new_kind',
    { team: { id: GLOBE_HQ }, team_id: GLOBE_LAB, enterprise_id: GLOBE },
    IN_GLOBE_HQ,
  ],
  [
    'with a view that was opened in another workspace',
    'new_kind',
    { team: { id: INITECH }, enterprise: { id: HOOLI }, view: { app_installed_team_id: ACME } },
    IN_ACME,
  ],
  [
    'with authorizations',
    'new_kind',
    { team_id: INITECH, authorizations: [{ team_id: ACME, enterprise_id: null }] },
    IN_ACME,
  ],
  ['without a kind', 'unknown', { team: { id: ACME } }, IN_ACME],
  ['without any ids', 'unknown', {}, { whose: { is_enterprise_install: false }, keys: [] }],
  [
    'with values that are no ids',
    'unknown',
    { team: { id: 7 }, team_id: 'not an id', enterprise: null, is_enterprise_install: 1 },
    { whose: { is_enterprise_install: false }, keys: [] },
  ],
];

export const FIELD_CASES: readonly Case[] = [
  ...COMMANDS.map(([title, kind, body, expected]) => ({
    title,
    kind,
    body: { ...poll, ...body },
    ...expected,
  })),
  ...[...RATE_LIMITS, ...UNKNOWN].map(([title, kind, body, expected]) => ({
    title,
    kind,
    body: { type: kind, ...body },
    ...expected,
  })),
];
