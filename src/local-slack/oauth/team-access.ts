import { refusal } from '../refusal.js';
import { inTeam } from '../workspaces/in-team.js';
import { apps, installations } from '../world/collections.js';
import type { World } from '../world/world.js';
import { removeBotUser } from './bot-user.js';
import { getInstallation } from './end-installation.js';
import { announce } from './install.js';
import { changeTenant, teamsOf } from './tenant.js';

/** Workspaces of an organisation in which an app is installed org-wide. */
export interface TeamAccess {
  /** Id of the app. */
  app: string;
  /** Id of the organisation. */
  enterprise: string;
  /** Ids of workspaces of the organisation. */
  teams: readonly string[];
}

/**
 * Adds workspaces to an org-wide installation, or removes them, as an admin of the organisation does. Sends the app
 * `team_access_granted` or `team_access_revoked`. Ignores workspaces that were added or removed before.
 *
 * @throws refusal `app_not_found` if the app is not installed org-wide, `team_not_found` for a workspace elsewhere
 */
export async function setTeamAccess(
  world: World,
  { app: id, enterprise, teams }: TeamAccess,
  granted: boolean,
): Promise<void> {
  const own = new Set((await teamsOf(world.db, enterprise)).map((team) => team.id));
  const stranger = teams.find((team) => !own.has(team));
  if (stranger !== undefined)
    throw refusal('team_not_found', `The organisation '${enterprise}' has no workspace '${stranger}'.`);
  await changeTenant(world, { enterprise }, async (workspace) => {
    const { db, emit } = workspace;
    const before = await getInstallation(workspace, { app: id, enterprise });
    const app = await db.find(apps, id);
    const known = before.team_access_granted;
    const team_ids = [...new Set(teams)].filter((team) => known.includes(team) !== granted);
    if (!app || team_ids.length === 0) return;
    const team_access_granted = granted
      ? [...known, ...team_ids]
      : known.filter((team) => !team_ids.includes(team));
    const installation = { ...before, team_access_granted };
    db.put(installations, installation);
    if (granted) await announce(workspace, app, { ...installation, team_access_granted: team_ids });
    else {
      for (const team of team_ids) {
        const there = await inTeam(workspace, team);
        await removeBotUser(there, installation.bot_user_id);
        there.emit({ kind: 'app_removed', app: id });
      }
    }
    const type = granted ? 'team_access_granted' : 'team_access_revoked';
    emit({ kind: 'app_told', installation, event: { type, team_ids } });
  });
}
