import { getTeam } from '../world/team.js';
import type { WritableWorkspace } from '../world/workspace.js';

/** Another workspace in the same transaction. @throws refusal `team_not_found` */
export async function inTeam(workspace: WritableWorkspace, id: string): Promise<WritableWorkspace> {
  if (id === workspace.team.id) return workspace;
  const team = await getTeam(workspace.db, id);
  return { ...workspace, team, emit: (change, where = id) => workspace.emit(change, where) };
}
