import {
  ACME,
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
import { acme, allGlobe, atHq, globeHq, mention, message, type Row } from './event-parts.js';

/** Events in channels that several organisations share. */
export const SHARED_EVENTS: readonly Row[] = [
  [
    'as host, from an own member',
    { team_id: ACME, context_team_id: ACME, ...message(ACME), authorizations: [acme] },
    IN_ACME,
  ],
  [
    'as host, from a guest of an organisation',
    { ...atHq, context_team_id: ACME, ...message(GLOBE_HQ, 'W013QGS7B'), authorizations: [acme] },
    IN_ACME,
  ],
  [
    'as host, mentioned by a guest, whose team is an organisation',
    {
      team_id: ACME,
      ...mention({ user: 'W013QGS7B', team: ACME, user_team: GLOBE, source_team: GLOBE }),
      authorizations: [acme],
    },
    IN_ACME,
  ],
  [
    'as guest, from the host',
    { ...atHq, ...message(GLOBE_HQ, 'W013QGS7B'), authorizations: [acme] },
    IN_ACME,
  ],
  [
    'as guest, mentioned by an own member in the channel of an organisation',
    {
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      ...mention({ user: 'U03E94MK0', team: GLOBE_HQ, user_team: ACME, source_team: ACME }),
      authorizations: [acme],
    },
    IN_ACME,
  ],
  [
    'as guest, from a member of a third workspace',
    { ...atHq, ...message(INITECH, 'U07CC57KK'), authorizations: [acme] },
    IN_ACME,
  ],
  [
    'as host in one workspace of an organisation, from a member of a third organisation',
    {
      team_id: HOOLI_HQ,
      enterprise_id: HOOLI,
      context_team_id: GLOBE_HQ,
      context_enterprise_id: GLOBE,
      ...message(HOOLI_HQ, 'W076F75ED'),
      authorizations: [globeHq],
    },
    IN_GLOBE_HQ,
  ],
  [
    'as host with an org-wide installation, from another organisation',
    {
      team_id: HOOLI_HQ,
      enterprise_id: HOOLI,
      context_team_id: GLOBE_HQ,
      context_enterprise_id: GLOBE,
      ...message(HOOLI_HQ, 'W076F75ED'),
      authorizations: [allGlobe],
    },
    IN_ALL_GLOBE,
  ],
  [
    'as guest with an org-wide installation, from an own member',
    {
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      context_team_id: HOOLI_HQ,
      context_enterprise_id: HOOLI,
      authorizations: [allGlobe],
    },
    IN_ALL_GLOBE,
  ],
  [
    'as guest with an org-wide installation, from a workspace without an organisation',
    { team_id: INITECH, context_team_id: INITECH, ...message(INITECH), authorizations: [allGlobe] },
    SOMEWHERE_IN_GLOBE,
  ],
  [
    'as guest with an org-wide installation, from two other organisations',
    {
      team_id: HOOLI_HQ,
      enterprise_id: HOOLI,
      context_team_id: ACME,
      context_enterprise_id: null,
      authorizations: [allGlobe],
    },
    SOMEWHERE_IN_GLOBE,
  ],
];
