import type { Tx } from '../db/index.js';
import { installationsFor } from '../slack/index.js';
import type { InstallationDetails, Target } from './installation.js';
import { toDetails } from './rows.js';

const WITHOUT_SECRETS = {
  include: { tokens: { omit: { secret: true, key_id: true }, orderBy: { user_id: 'asc' } } },
} as const;

/** Reads an installation that has not been purged: that of a workspace, or else that of its organisation. */
export async function findInstallation(
  tx: Tx,
  { team_id, enterprise_id }: Omit<Target, 'user_id'>,
): Promise<InstallationDetails | undefined> {
  for (const key of installationsFor({ team_id, enterprise_id, is_enterprise_install: false })) {
    const found = await findOne(tx, 'team_id' in key ? key.team_id : key.enterprise_id);
    if (found) return found;
  }
  if (team_id === undefined || enterprise_id !== undefined) return undefined;
  const team = await tx.installationTeam.findUnique({ where: { team_id, granted: true } });
  return team ? findOne(tx, team.enterprise_id) : undefined;
}

async function findOne(tx: Tx, tenant: string): Promise<InstallationDetails | undefined> {
  const row = await tx.installation.findUnique({ where: { tenant }, ...WITHOUT_SECRETS });
  if (!row) return undefined;
  const teams = row.is_enterprise_install
    ? await tx.installationTeam.findMany({
        where: { enterprise_id: tenant, granted: true },
        orderBy: { team_id: 'asc' },
      })
    : [];
  return toDetails(
    row,
    row.tokens,
    teams.map(({ team_id }) => team_id),
  );
}

/** Lists installations by tenant, in the order of their ids. Org-wide ones come without their workspaces. */
export async function listInstallations(
  tx: Tx,
  { limit, after, ended = false }: { limit: number; after?: string; ended?: boolean },
): Promise<InstallationDetails[]> {
  const rows = await tx.installation.findMany({
    where: { ...(after !== undefined && { tenant: { gt: after } }), ...(!ended && { ended_at: null }) },
    orderBy: { tenant: 'asc' },
    take: limit,
    ...WITHOUT_SECRETS,
  });
  return rows.map((row) => toDetails(row, row.tokens));
}
