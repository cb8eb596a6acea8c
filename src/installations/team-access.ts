import type { Tx } from '../db/index.js';
import { type ChangeDeps, lockInstallation, tellChanged } from './changes.js';

/** Workspaces to which an org-wide installation gained or lost access. */
export interface TeamAccess {
  enterprise_id: string;
  team_ids: readonly string[];
  granted: boolean;
  at: Date;
}

/** Stores which workspaces an org-wide installation has access to. Ignores changes that are not newer. */
export async function saveTeamAccess(tx: Tx, deps: ChangeDeps, access: TeamAccess): Promise<void> {
  const { enterprise_id, team_ids, granted, at } = access;
  await lockInstallation(tx, enterprise_id);
  const changed = await tx.$executeRaw`
    insert into havoc_internal.installation_team as team (team_id, enterprise_id, granted, changed_at)
    select team_id, ${enterprise_id}, ${granted}, ${at}
    from unnest(${[...new Set(team_ids)].sort()}::text[]) as given (team_id)
    on conflict (team_id) do update
    set enterprise_id = excluded.enterprise_id, granted = excluded.granted, changed_at = excluded.changed_at
    where team.changed_at < excluded.changed_at`;
  if (changed > 0) await tellChanged(tx, deps, [enterprise_id], { teams: true });
}

/** Finds the org-wide installations without a known workspace, such as imported ones. */
export async function listWithoutTeams(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ tenant: string }[]>`
    select tenant from havoc_internal.installation as org
    where is_enterprise_install and ended_at is null and not exists (
      select from havoc_internal.installation_team as team where team.enterprise_id = org.tenant
    ) and exists (select from havoc_internal.installation_token as token where token.tenant = org.tenant)
    order by tenant`;
  return rows.map(({ tenant }) => tenant);
}
