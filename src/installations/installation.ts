/** The installation that a call acts for. It may be empty if there is only one installation. */
export interface Target {
  team_id?: string;
  enterprise_id?: string;
  /** Set to act with the token of this user. */
  user_id?: string;
}

/** The app installed in one workspace or organisation. */
export interface Installation {
  team_id?: string;
  enterprise_id?: string;
  is_enterprise_install?: boolean;
  app_id?: string;
  /** The bot of the app. */
  bot_id?: string;
  bot_user_id?: string;
}

export interface FoundToken {
  token: string;
  installation: Installation;
}

/**
 * Finds the token that acts for a target.
 *
 * @throws HavocError `installations.not_found` (not_found) if the app is not installed there,
 * `installations.no_token` and `installations.no_user_token` (failed_precondition),
 * `installations.unknown_yet` (unavailable)
 */
export type FindToken = (target: Target, options?: { signal?: AbortSignal }) => Promise<FoundToken>;

/**
 * Returns the tenant that owns entities and ledger entries: the workspace, or the organisation of an org-wide
 * installation.
 */
export function tenantOf({
  team_id,
  enterprise_id,
}: Pick<Installation, 'team_id' | 'enterprise_id'>): string {
  return team_id ?? enterprise_id ?? '';
}
