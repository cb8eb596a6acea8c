import { isObject, type Json } from '../base/index.js';
import { realIds } from './real-ids.js';

/** The workspaces of an organisation that an org-wide installation can act in from now on, or no longer can. */
export interface TeamAccess {
  change: 'granted' | 'revoked';
  team_ids: string[];
}

const CHANGES: ReadonlyMap<unknown, TeamAccess['change']> = new Map([
  ['team_access_granted', 'granted'],
  ['team_access_revoked', 'revoked'],
]);

/**
 * Reads a `team_access_granted` or `team_access_revoked` event. Returns undefined for any other event. Slack sends
 * `team_ids` in the event itself. Slack's own sample has them in a second event, nested in the first.
 *
 * @see https://docs.slack.dev/reference/events/team_access_granted
 * @see https://docs.slack.dev/reference/events/team_access_revoked
 */
export function readTeamAccess(event: unknown): TeamAccess | undefined {
  if (!isObject(event)) return undefined;
  return readFlat(event) ?? (isObject(event.event) ? readFlat(event.event) : undefined);
}

function readFlat({ type, team_ids }: Json): TeamAccess | undefined {
  const change = CHANGES.get(type);
  if (change === undefined) return undefined;
  return { change, team_ids: realIds(team_ids) };
}
