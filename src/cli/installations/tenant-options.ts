import { HavocError } from '../../base/index.js';

/** Which installation a command works on. */
export interface TenantOptions {
  /** A workspace. */
  team?: string;
  /** The organisation of an org-wide installation. */
  enterprise?: string;
}

/**
 * Returns the tenant that the options name.
 *
 * @throws HavocError `cli.bad_tenant` (invalid_argument) unless exactly one of them is given
 */
export function tenantIn({ team, enterprise }: TenantOptions): string {
  const tenant = team ?? enterprise;
  if (tenant === undefined || (team !== undefined && enterprise !== undefined)) throw badTenant();
  if (!/^[TE][A-Z0-9]+$/.test(tenant)) throw badTenant();
  return tenant;
}

/** Returns the field of a request that takes this id: that of a workspace or that of an organisation. */
export function keyOf(tenant: string): { team_id: string } | { enterprise_id: string } {
  return tenant.startsWith('E') ? { enterprise_id: tenant } : { team_id: tenant };
}

function badTenant(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'cli.bad_tenant',
    message:
      'Give either --team with the id of a workspace, such as T012AB3CD, or --enterprise with the id of an organisation.',
  });
}
