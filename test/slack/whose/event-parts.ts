import type { Json } from '../../../src/base/index.js';
import { ACME, type Case, GLOBE, GLOBE_HQ } from './case.js';

export const acme = { enterprise_id: null, team_id: ACME, is_bot: true, is_enterprise_install: false };
export const globeHq = {
  enterprise_id: GLOBE,
  team_id: GLOBE_HQ,
  is_bot: true,
  is_enterprise_install: false,
};
/** The workspace is null: github.com/slackapi/bolt-python/blob/main/tests/scenario_tests/test_events_org_apps.py */
export const allGlobe = { enterprise_id: GLOBE, team_id: null, is_bot: true, is_enterprise_install: true };
/** The outer and context ids of an event in a workspace of Globe. */
export const atHq = {
  team_id: GLOBE_HQ,
  enterprise_id: GLOBE,
  context_team_id: GLOBE_HQ,
  context_enterprise_id: GLOBE,
};

export const message = (team: string, user = 'U03E94MK0') => ({
  event: { type: 'message', user, team, channel: 'C04T3ACM4', ts: '1678455198.838499' },
});
export const mention = (ids: Json) => ({ event: { type: 'app_mention', channel: 'C04T3ACM4', ...ids } });

export type Row = [title: string, body: Json, expected: Pick<Case, 'whose' | 'keys'>];
