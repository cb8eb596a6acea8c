import type { Enterprise, Installation, Team } from '../model.js';
import { refusal } from '../refusal.js';
import type { Reader } from '../store/transaction.js';
import { enterprises, teams } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { World } from '../world/world.js';

/** A workspace or, for an org-wide installation, an organisation. */
export type Tenant = Pick<Installation, 'team' | 'enterprise'>;

/** Only the fields that say what an installation or token belongs to. */
export function tenantFields({ team, enterprise }: Tenant): Tenant {
  return team === undefined ? { enterprise } : { team };
}

/** @throws refusal `enterprise_not_found` */
export async function getEnterprise(db: Reader, id: string): Promise<Enterprise> {
  const enterprise = await db.find(enterprises, id);
  if (!enterprise) throw refusal('enterprise_not_found', `The local Slack has no organisation '${id}'.`);
  return enterprise;
}

/** The workspaces of an organisation. */
export async function teamsOf(db: Reader, enterprise: string): Promise<Team[]> {
  return (await db.list(teams, 'all', '')).filter(({ enterprise_id }) => enterprise_id === enterprise);
}

/**
 * Runs `work` in a transaction of the workspace or, for an organisation, of its first workspace.
 *
 * @throws refusal `team_not_found`
 */
export async function changeTenant<T>(
  world: World,
  { team, enterprise = '' }: Tenant,
  work: (workspace: WritableWorkspace) => Promise<T>,
): Promise<T> {
  const home = team ?? (await teamsOf(world.db, enterprise))[0]?.id ?? '';
  return world.change(home, work);
}

/** The `team` and `enterprise` of an answer. An org-wide installation has no team. */
export async function tenantAnswer(db: Reader, { team: id, enterprise }: Tenant) {
  const brief = ({ id, name }: { id: string; name: string }) => ({ id, name });
  const team = id === undefined ? undefined : await db.find(teams, id);
  const owner = enterprise ?? team?.enterprise_id;
  return {
    team: team ? brief(team) : null,
    enterprise: owner === undefined ? null : brief(await getEnterprise(db, owner)),
    is_enterprise_install: enterprise !== undefined,
  };
}
