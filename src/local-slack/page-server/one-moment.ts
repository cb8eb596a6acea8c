import { heads } from '../world/collections.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import type { World } from '../world/world.js';

/**
 * Reads a workspace while nothing in the world changes. `work` must not change the world: it would wait for itself.
 *
 * @returns what was read, and the number of the last change of the workspace until then
 */
export function readAtOneMoment<T>(
  { db, url, now }: World,
  team: string,
  work: (workspace: Workspace) => Promise<T>,
): Promise<{ read: T; number: number }> {
  return db.transact(async (transaction) => {
    const read = await work({ url, now, db: transaction, team: await getTeam(transaction, team) });
    const head = await transaction.find(heads, team);
    return { read, number: head?.number ?? 0 };
  });
}
