import type { Json } from '../../../src/base/index.js';
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

type Row = [title: string, body: Json, expected: Pick<Case, 'whose' | 'keys'>];

const acme = { id: ACME, domain: 'acme' };
const globe = { id: GLOBE, name: 'Globe' };
const hooli = { id: HOOLI, name: 'Hooli' };
const initech = { id: INITECH, domain: 'initech' };
const globeHq = { id: GLOBE_HQ, domain: 'globe-hq', enterprise_id: GLOBE };
const globeLab = { id: GLOBE_LAB, domain: 'globe-lab', enterprise_id: GLOBE };
const hooliHq = { id: HOOLI_HQ, domain: 'hooli-hq', enterprise_id: HOOLI };
const userOf = (team_id: string) => ({ id: 'U08UHA2RF', name: 'ann', team_id });
const viewOf = (app_installed_team_id: string | undefined, team_id: string) => ({
  view: { id: 'V08UHA2RF', type: 'modal', team_id, app_installed_team_id },
});

/** Views, in which `app_installed_team_id` names the team of the installation. */
const ROWS: Row[] = [
  ['in a single workspace', { team: acme, user: userOf(ACME), ...viewOf(ACME, ACME) }, IN_ACME],
  [
    'with an org-wide installation',
    {
      team: null,
      enterprise: globe,
      user: userOf(GLOBE_HQ),
      ...viewOf(GLOBE, GLOBE_HQ),
      is_enterprise_install: true,
    },
    IN_ALL_GLOBE,
  ],
  [
    'with an installation in one workspace of an organisation',
    { team: globeHq, enterprise: globe, user: userOf(GLOBE_HQ), ...viewOf(GLOBE_HQ, GLOBE_HQ) },
    IN_GLOBE_HQ,
  ],
  [
    'in a shared channel, as host, by a guest of an organisation',
    { team: globeHq, enterprise: globe, user: userOf(GLOBE_HQ), ...viewOf(ACME, GLOBE_HQ) },
    IN_ACME,
  ],
  [
    'in a shared channel, as guest, by a member of the host',
    { team: initech, enterprise: null, user: userOf(INITECH), ...viewOf(ACME, INITECH) },
    IN_ACME,
  ],
  [
    'in a shared channel, by a member of a third workspace',
    { team: globeHq, enterprise: null, user: userOf(HOOLI), ...viewOf(ACME, GLOBE_HQ) },
    IN_ACME,
  ],
];

const KINDS = ['view_submission', 'view_closed', 'block_actions', 'block_suggestion'];

const EVERY_KIND: Case[] = KINDS.flatMap((kind) =>
  ROWS.map(([title, body, expected]) => ({
    title: `in a view, ${title}`,
    kind,
    body: { type: kind, ...body },
    ...expected,
  })),
);

const ODD_ROWS: Row[] = [
  ['without an installed team', { team: acme, user: userOf(INITECH), ...viewOf(undefined, ACME) }, IN_ACME],
  [
    'with the organisation in the team only',
    { team: globeHq, user: userOf(GLOBE_HQ), ...viewOf(GLOBE_HQ, GLOBE_HQ) },
    IN_GLOBE_HQ,
  ],
  [
    'without an installed team, with an org-wide installation',
    {
      team: null,
      enterprise: globe,
      user: userOf(GLOBE_HQ),
      ...viewOf(undefined, GLOBE_HQ),
      is_enterprise_install: true,
    },
    IN_ALL_GLOBE,
  ],
  [
    'with a workspace as the installed team of an org-wide installation',
    {
      team: null,
      enterprise: globe,
      user: userOf(GLOBE_LAB),
      ...viewOf(GLOBE_HQ, GLOBE_HQ),
      is_enterprise_install: true,
    },
    IN_ALL_GLOBE,
  ],
  [
    'of an org-wide installation, opened in another organisation',
    {
      team: hooliHq,
      enterprise: globe,
      user: userOf(HOOLI_HQ),
      ...viewOf(GLOBE_HQ, HOOLI_HQ),
      is_enterprise_install: true,
    },
    IN_ALL_GLOBE,
  ],
  [
    'with an organisation as the installed team, opened in one of its workspaces',
    { team: globeHq, enterprise: globe, user: userOf(GLOBE_HQ), ...viewOf(GLOBE, GLOBE) },
    IN_ALL_GLOBE,
  ],
  [
    'with an organisation as the installed team, opened in another organisation',
    { team: hooliHq, enterprise: hooli, user: userOf(HOOLI_HQ), ...viewOf(GLOBE, HOOLI_HQ) },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'with an organisation as the installed team, opened in a workspace without an organisation',
    { team: initech, enterprise: globe, user: userOf(INITECH), ...viewOf(GLOBE, INITECH) },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'with an organisation as the installed team, without any other organisation',
    { team: null, user: userOf(INITECH), ...viewOf(GLOBE, INITECH) },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'opened in another workspace of the same organisation',
    { team: globeLab, enterprise: globe, user: userOf(GLOBE_LAB), ...viewOf(GLOBE_HQ, GLOBE_LAB) },
    { whose: { team_id: GLOBE_HQ, is_enterprise_install: false }, keys: [{ team_id: GLOBE_HQ }] },
  ],
  [
    'of a Work Object, in the organisation',
    {
      team: globeHq,
      enterprise: globe,
      user: userOf(GLOBE_HQ),
      view: { type: 'entity_detail', team_id: GLOBE, app_installed_team_id: GLOBE, channel: 'C1' },
      is_enterprise_install: false,
    },
    IN_ALL_GLOBE,
  ],
];

const ODD: Case[] = ODD_ROWS.map(([title, body, expected]) => ({
  title,
  kind: 'view_submission',
  body: { type: 'view_submission', ...body },
  ...expected,
}));

export const VIEW_CASES: readonly Case[] = [...EVERY_KIND, ...ODD];
