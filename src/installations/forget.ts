import type { Database } from '../db/index.js';
import { type ChangeDeps, lockInstallation, tellChanged } from './changes.js';
import type { InstallationRow } from './rows.js';

/**
 * Finds the tenants whose data belongs to one installation: its own, and the workspaces of an org-wide installation,
 * except those that belong to another live installation.
 */
export async function findBelongings(
  { prisma }: Pick<Database, 'prisma'>,
  tenant: string,
): Promise<string[]> {
  const teams = await prisma.installationTeam.findMany({ where: { enterprise_id: tenant } });
  const mine = [tenant, ...teams.map(({ team_id }) => team_id)];
  const others = await prisma.installation.findMany({
    where: { tenant: { in: mine, not: tenant }, ended_at: null },
    select: { tenant: true },
  });
  const organisations = await prisma.installationTeam.findMany({
    where: { team_id: tenant, granted: true },
  });
  const live = await prisma.installation.count({
    where: { tenant: { in: organisations.map(({ enterprise_id }) => enterprise_id) }, ended_at: null },
  });
  const kept = new Set([...others.map((one) => one.tenant), ...(live > 0 ? [tenant] : [])]);
  return mine.filter((one) => !kept.has(one));
}

/**
 * Deletes an installation with its tokens, events and workspaces. Returns the number of rows by table.
 *
 * @param options.endedBefore deletes nothing unless the installation ended before this time
 */
export function forgetInstallation(
  { transaction }: Pick<Database, 'transaction'>,
  deps: ChangeDeps,
  { tenant, endedBefore }: { tenant: string; endedBefore?: Date },
): Promise<Record<string, number>> {
  return transaction(async (tx): Promise<Record<string, number>> => {
    const row = await lockInstallation(tx, tenant);
    if (endedBefore && !hasEnded(row, endedBefore)) return {};
    const { count: installation_token } = await tx.installationToken.deleteMany({ where: { tenant } });
    const { count: installation_news } = await tx.installationNews.deleteMany({ where: { tenant } });
    const { count: installation_team } = await tx.installationTeam.deleteMany({
      where: { enterprise_id: tenant },
    });
    const { count: installation } = await tx.installation.deleteMany({ where: { tenant } });
    await tellChanged(tx, deps, [tenant], { teams: true });
    return { installation, installation_token, installation_news, installation_team };
  });
}

/** True if an installation ended before a time, and the app was not installed again. */
export async function isEndedBefore(
  { prisma }: Pick<Database, 'prisma'>,
  tenant: string,
  time: Date,
): Promise<boolean> {
  return hasEnded(await prisma.installation.findUnique({ where: { tenant } }), time);
}

function hasEnded(row: InstallationRow | null | undefined, time: Date): boolean {
  return Boolean(row?.ended_at && row.ended_at < time);
}

/** True if an event about an installation is not in the inbox yet. */
export async function hasNews({ prisma }: Pick<Database, 'prisma'>, tenant: string): Promise<boolean> {
  return (await prisma.installationNews.count({ where: { tenant } })) > 0;
}

/** Finds the installations that ended before a time. */
export async function listEndedBefore({ prisma }: Pick<Database, 'prisma'>, time: Date): Promise<string[]> {
  const rows = await prisma.installation.findMany({
    where: { ended_at: { lt: time } },
    select: { tenant: true },
    orderBy: { ended_at: 'asc' },
  });
  return rows.map(({ tenant }) => tenant);
}
