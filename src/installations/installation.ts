/** Which installation a call acts for; with a single installation it may be left out. */
export interface Target {
  team_id?: string;
  enterprise_id?: string;
  /** For a user's token. */
  user_id?: string;
}

/** The app as it is installed in one workspace or organisation. */
export interface Installation {
  team_id?: string;
  enterprise_id?: string;
  is_enterprise_install?: boolean;
  app_id?: string;
  /** The app's own bot. */
  bot_id?: string;
  bot_user_id?: string;
}

export interface FoundToken {
  token: string;
  installation: Installation;
}

/**
 * The token that acts for a target.
 *
 * @throws HavocError `installations.not_found` (not_found) when the app is not installed there,
 * `installations.no_token` and `installations.no_user_token` (failed_precondition),
 * `installations.unknown_yet` (unavailable)
 */
export type FindToken = (target: Target, options?: { signal?: AbortSignal }) => Promise<FoundToken>;

/** The tenant, which the ledger and the store of entities go by: the workspace, or an org-wide installation's organisation. */
export function tenantOf({
  team_id,
  enterprise_id,
}: Pick<Installation, 'team_id' | 'enterprise_id'>): string {
  return team_id ?? enterprise_id ?? '';
}
