import { asObject } from '../base/index.js';
import type { Database } from '../db/index.js';
import {
  eventTimeOf,
  type Incoming,
  installationsFor,
  readTeamAccess,
  readTokensRevoked,
} from '../slack/index.js';
import type { ChangeDeps } from './changes.js';
import { endInstallation, revokeTokens } from './end.js';
import { saveTeamAccess } from './team-access.js';

/**
 * Applies an event from Slack that changes an installation. The caller commits the event afterwards, so a revoked token
 * is out of use when Slack gets its answer. If this fails, Slack sends the event again.
 */
export type HearInstallation = (
  incoming: Pick<Incoming, 'kind' | 'name' | 'body' | 'whose'>,
  receivedAt: Date,
) => Promise<void>;

/** The events from Slack that change an installation. */
export const INSTALLATION_EVENTS: ReadonlySet<string> = new Set([
  'app_uninstalled',
  'tokens_revoked',
  'team_access_granted',
  'team_access_revoked',
]);

/**
 * Makes the function that applies Slack's events to installations.
 *
 * @param onChanged called with the tenant of each change, once it is stored, and with whether the workspaces of an
 * organisation have changed
 */
export function createHearInstallation(
  deps: ChangeDeps & {
    db: Pick<Database, 'transaction'>;
    onChanged: (tenant: string, teams: boolean) => void;
  },
): HearInstallation {
  const { db, onChanged } = deps;

  return async function hear({ kind, name, body, whose }, receivedAt) {
    if (kind !== 'event' || !INSTALLATION_EVENTS.has(name)) return;
    // Only the first candidate counts. If it is gone already, the second one is another installation.
    const [key] = installationsFor(whose);
    if (key === undefined) return;
    const tenant = 'team_id' in key ? key.team_id : key.enterprise_id;
    const at = eventTimeOf(body) ?? receivedAt;
    const event = asObject(body.event);
    const access = readTeamAccess(event);
    const revoked = readTokensRevoked(event);
    const isChanged = await db.transaction(async (tx) => {
      if (name === 'app_uninstalled')
        return endInstallation(tx, deps, { tenant, reason: 'app_uninstalled', at });
      if (revoked) {
        const tokens = { bot: revoked.bots.length > 0, users: revoked.users };
        return revokeTokens(tx, deps, { tenant, revoked: tokens, at });
      }
      if (!access || whose.enterprise_id === undefined) return false;
      const { change, team_ids } = access;
      const { enterprise_id } = whose;
      await saveTeamAccess(tx, deps, { enterprise_id, team_ids, granted: change === 'granted', at });
      return true;
    });
    if (isChanged) onChanged(tenant, access !== undefined);
  };
}
