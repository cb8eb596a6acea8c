import { teams } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/** True if the team is this workspace, or another one of the same organisation. */
export async function isInOrganisation({ db, team }: Workspace, id: string): Promise<boolean> {
  if (id === team.id) return true;
  return team.enterprise_id !== undefined && (await db.find(teams, id))?.enterprise_id === team.enterprise_id;
}
