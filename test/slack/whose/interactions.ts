import type { Json } from '../../../src/base/index.js';
import {
  ACME,
  type Case,
  GLOBE,
  GLOBE_HQ,
  HOOLI,
  HOOLI_HQ,
  IN_ACME,
  IN_ALL_GLOBE,
  IN_GLOBE_HQ,
  INITECH,
  SOMEWHERE_IN_GLOBE,
} from './case.js';

type Row = [title: string, body: Json, expected: Pick<Case, 'whose' | 'keys'>];

const acme = { id: ACME, domain: 'acme' };
const globe = { id: GLOBE, name: 'Globe' };
const globeHq = { id: GLOBE_HQ, domain: 'globe-hq', enterprise_id: GLOBE, enterprise_name: 'Globe' };
const userOf = (team_id: string, id = 'U03TBQ3FJ') => ({ id, name: 'ann', team_id });

/** Interactions with messages and menus. Slack names the team of the installation, not that of the user. */
const ROWS: Row[] = [
  ['in a single workspace', { team: acme, enterprise: null, user: userOf(ACME) }, IN_ACME],
  [
    'with an org-wide installation',
    { team: null, enterprise: globe, user: userOf(GLOBE_HQ, 'W013TN008'), is_enterprise_install: true },
    IN_ALL_GLOBE,
  ],
  [
    'with an org-wide installation, by a stranger, whose team is the only workspace that Slack names',
    { team: null, enterprise: globe, user: userOf(HOOLI_HQ), is_enterprise_install: true },
    {
      whose: { team_id: HOOLI_HQ, enterprise_id: GLOBE, is_enterprise_install: true },
      keys: [{ enterprise_id: GLOBE }, { team_id: HOOLI_HQ }],
    },
  ],
  [
    'with an installation in one workspace of an organisation',
    { team: globeHq, enterprise: globe, user: userOf(GLOBE_HQ, 'W013TN008'), is_enterprise_install: false },
    IN_GLOBE_HQ,
  ],
  [
    'in a shared channel, as host, by an own member',
    { team: acme, user: userOf(ACME), message: { team: ACME, user_team: INITECH } },
    IN_ACME,
  ],
  [
    'in a shared channel, as guest, by a member of the host, an organisation',
    { team: acme, user: userOf(GLOBE, 'W013QGS7B'), message: { team: GLOBE_HQ } },
    IN_ACME,
  ],
  [
    'in a shared channel, by a member of a third workspace',
    { team: acme, user: userOf(INITECH), channel: { id: 'C1', context_team_id: GLOBE_HQ } },
    IN_ACME,
  ],
];

const KINDS = [
  'block_actions',
  'interactive_message',
  'message_action',
  'shortcut',
  'block_suggestion',
  'dialog_submission',
  'dialog_cancellation',
  'dialog_suggestion',
];

const channel = { id: 'C04T3ACM4', name: 'general' };

const EVERY_KIND: Case[] = KINDS.flatMap((kind) =>
  ROWS.map(([title, body, expected]) => ({
    title,
    kind,
    body: { type: kind, channel, ...body },
    ...expected,
  })),
);

const ODD_ROWS: Row[] = [
  ['with the organisation in the team only', { team: globeHq, user: userOf(GLOBE_HQ) }, IN_GLOBE_HQ],
  [
    'with the flag as a text',
    { team: null, enterprise: globe, user: userOf(GLOBE_HQ), is_enterprise_install: 'true' },
    IN_ALL_GLOBE,
  ],
  [
    'with the flag false as a text',
    { team: globeHq, enterprise: globe, is_enterprise_install: 'false' },
    IN_GLOBE_HQ,
  ],
  [
    'by a user whose team is the organisation',
    { team: null, enterprise: globe, user: userOf(GLOBE), is_enterprise_install: true },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'by a user whose team is the organisation, in a view of a workspace',
    {
      team: null,
      enterprise: globe,
      user: userOf(GLOBE),
      view: { team_id: GLOBE_HQ },
      is_enterprise_install: true,
    },
    IN_ALL_GLOBE,
  ],
  [
    'by a user whose team is the only id of an organisation',
    { user: userOf(GLOBE), is_enterprise_install: true },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'with an organisation as the team',
    { team: { id: GLOBE }, user: userOf(GLOBE_HQ), is_enterprise_install: true },
    IN_ALL_GLOBE,
  ],
  [
    'without a team',
    { enterprise: globe, user: userOf(GLOBE_HQ), is_enterprise_install: true },
    IN_ALL_GLOBE,
  ],
  ['without a team or an organisation', { user: userOf(ACME) }, IN_ACME],
  [
    'with the ids of the team and the organisation as texts',
    { team: GLOBE_HQ, enterprise: GLOBE },
    IN_GLOBE_HQ,
  ],
  [
    'in a function, with ids at the top',
    { team_id: GLOBE_HQ, enterprise_id: GLOBE, function_data: { execution_id: 'Fx111' } },
    IN_GLOBE_HQ,
  ],
  [
    'in a function of an org-wide installation',
    {
      team: null,
      enterprise: globe,
      user: userOf(GLOBE_HQ),
      is_enterprise_install: true,
      function_data: { execution_id: 'Fx111', inputs: { team_id: HOOLI_HQ, enterprise_id: HOOLI } },
      interactivity: { interactor: { id: 'U1' } },
    },
    IN_ALL_GLOBE,
  ],
  [
    'without any ids',
    { user: 'U1', team: [], view: 'V1' },
    { whose: { is_enterprise_install: false }, keys: [] },
  ],
];

const ODD: Case[] = ODD_ROWS.map(([title, body, expected]) => ({
  title,
  kind: 'block_actions',
  body: { type: 'block_actions', ...body },
  ...expected,
}));

export const INTERACTION_CASES: readonly Case[] = [...EVERY_KIND, ...ODD];
