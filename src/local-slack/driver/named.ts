import type { Enterprise, Team, User } from '../model.js';
import type { Tenant } from '../oauth/tenant.js';
import { refusal } from '../refusal.js';
import type { SyncReader } from '../store/memory-store.js';
import { enterprises, teams, users } from '../world/collections.js';
import { personNamed } from './seen.js';

/**
 * A workspace or an organisation, by domain, name or id. If both are absent, it is the first workspace.
 */
export interface Place {
  team?: string;
  /** An organisation, for an org-wide installation. */
  enterprise?: string;
}

/** @throws refusal whose message lists the workspaces or organisations */
export function tenantNamed(now: SyncReader, { team, enterprise }: Place): Tenant {
  if (enterprise !== undefined) return { enterprise: enterpriseNamed(now, enterprise).id };
  return { team: team === undefined ? (now.list(teams, 'all', '')[0]?.id ?? '') : teamNamed(now, team).id };
}

/** @throws refusal whose message lists the workspaces */
export function teamNamed(now: SyncReader, wanted: string): Team {
  const all = now.list(teams, 'all', '');
  const found = all.find((one) => isNamed(one, wanted));
  if (found) return found;
  throw refusal(
    'team_not_found',
    `The local Slack has no workspace '${wanted}'. Its workspaces are ${domainsOf(all)}.`,
  );
}

function enterpriseNamed(now: SyncReader, wanted: string): Enterprise {
  const all = now.list(enterprises, 'all', '');
  const found = all.find((one) => isNamed(one, wanted));
  if (found) return found;
  throw refusal(
    'enterprise_not_found',
    `The local Slack has no organisation '${wanted}'. Its organisations are ${domainsOf(all)}. Use one of these.`,
  );
}

/** The workspaces of the tenant. */
function teamsNamed(now: SyncReader, { team, enterprise }: Tenant): Team[] {
  return now
    .list(teams, 'all', '')
    .filter((one) => (team === undefined ? one.enterprise_id === enterprise : one.id === team));
}

/** A person of the workspace or organisation, by handle, name or id. @throws refusal `user_not_found` */
export function memberNamed(now: SyncReader, tenant: Tenant, name: string): User {
  const found = peopleIn(now, tenant).find((one) => one.name === name || one.id === name);
  return found ?? personNamed({ now, team: teamsNamed(now, tenant)[0]?.id ?? '' }, name);
}

/** The people of the workspace or organisation, without bots. */
export function peopleIn(now: SyncReader, tenant: Tenant): User[] {
  return teamsNamed(now, tenant)
    .flatMap(({ id }) => now.list(users, 'team', id))
    .filter(({ is_bot, deleted }) => !is_bot && !deleted);
}

function isNamed({ id, name, domain }: Team | Enterprise, wanted: string): boolean {
  return [domain, name, id].includes(wanted);
}

function domainsOf(all: readonly (Team | Enterprise)[]): string {
  return all.map(({ domain }) => domain).join(', ');
}
