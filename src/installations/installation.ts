/** The installation that a call acts for. It may be empty if there is only one installation. */
export interface Target {
  team_id?: string;
  enterprise_id?: string;
  /** Set to act with the token of this user. */
  user_id?: string;
  /** True to prefer the installation of the organisation to that of the workspace, if there are both. */
  is_enterprise_install?: boolean;
}

/**
 * Whether an installation can be used: Slack refuses the token of its bot (`refused`), the app was removed (`ended`),
 * havoc knows no installation (`missing`), or Slack has not said yet to which installation SLACK_BOT_TOKEN belongs
 * (`unconfirmed`).
 */
export type InstallationState = 'active' | 'refused' | 'ended' | 'missing' | 'unconfirmed';

/** The app installed in one workspace or organisation, as a delivery shows it. */
export interface Installation {
  team_id?: string;
  enterprise_id?: string;
  is_enterprise_install?: boolean;
  app_id?: string;
  /** The bot of the app. */
  bot_id?: string;
  bot_user_id?: string;
  state?: InstallationState;
}

/** Where installations come from: OAuth, SLACK_BOT_TOKEN, or `havoc installations import`. */
export const SOURCES = ['oauth', 'environment', 'import'] as const;
export type InstallationSource = (typeof SOURCES)[number];

/** Why installations end: an event of Slack, or a command to havoc. */
export const END_REASONS = ['app_uninstalled', 'tokens_revoked', 'revoked'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** All that is stored of an installation, without its secrets. */
export interface InstallationDetails extends Installation {
  /** The workspace, or the organisation of an org-wide installation. */
  tenant: string;
  team_name?: string;
  enterprise_name?: string;
  /** The person who installed the app last. */
  installed_by?: string;
  installed_at: Date;
  source: InstallationSource;
  /** What the app gave to the install link, as JSON text. */
  context?: string;
  webhook?: Omit<IncomingWebhook, 'url'>;
  ended_at?: Date;
  end_reason?: EndReason;
  /** The token of the bot first, if there is one. */
  tokens: TokenDetails[];
  /** The workspaces to which an org-wide installation has access, as far as havoc knows them. */
  team_ids: string[];
}

/** A token without its value. */
export interface TokenDetails {
  /** Undefined for the token of the bot. */
  user_id?: string;
  scopes: string[];
  granted_at: Date;
  /** Undefined if it does not expire. */
  expires_at?: Date;
  /** Slack's error if it refuses the token. `refresh_lost` or `no_refresh_token` if it cannot be refreshed. */
  refusal?: string;
  refused_at?: Date;
}

/** What a workspace, an organisation or a user granted to the app: the content of an answer of `oauth.v2.access`. */
export interface Grant {
  team_id?: string;
  team_name?: string;
  enterprise_id?: string;
  enterprise_name?: string;
  is_enterprise_install: boolean;
  app_id?: string;
  bot_id?: string;
  bot_user_id?: string;
  installed_by?: string;
  granted_at: Date;
  source: Exclude<InstallationSource, 'environment'>;
  /** What the app gave to the install link, as JSON text. */
  context?: string;
  /** The token of the bot. Undefined if only user scopes were granted. */
  bot?: GrantedToken;
  users: (GrantedToken & { user_id: string })[];
  webhook?: IncomingWebhook;
}

export interface GrantedToken {
  scopes: string[];
  access_token: string;
  /** Present if tokens are rotated. */
  refresh_token?: string;
  expires_at?: Date;
  /** Slack's answer to auth.test with this token. */
  identity?: Record<string, unknown>;
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface IncomingWebhook {
  /** A secret. */
  url: string;
  channel?: string;
  channel_id?: string;
  configuration_url?: string;
}

export interface FoundToken {
  token: string;
  installation: Installation;
  /** Slack's answer to auth.test with this token, as far as it is known. */
  identity?: Record<string, unknown>;
  /** Slack's error, if it refused the token before. */
  refusal?: string;
  /** Identifies the token for `ReportAnswer`. Undefined while the owner of the token is not known. */
  key?: TokenKey;
}

/** Identifies one of the tokens that were ever given to an installation or user. */
export interface TokenKey {
  tenant: string;
  /** Empty for the token of the bot. */
  user_id: string;
  /** 0 for SLACK_BOT_TOKEN, which is never replaced. */
  generation: number;
}

/**
 * Finds the token that acts for a target.
 *
 * @throws HavocError `installations.not_found` (not_found) if the app is not installed there,
 * `installations.ambiguous` (invalid_argument), `installations.no_token`, `installations.no_bot_token`,
 * `installations.no_user_token`, `installations.ended`, `installations.no_credentials` and `installations.token_lost`
 * (failed_precondition), `installations.unknown_yet` and `installations.refresh_failed` (unavailable)
 */
export type FindToken = (target: Target, options?: { signal?: AbortSignal }) => Promise<FoundToken>;

/**
 * Returns the tenant that owns entities and ledger entries: the workspace, or the organisation of an org-wide
 * installation. The workspace in an org-wide payload may belong to another organisation, so it is not the
 * tenant.
 */
export function tenantOf({
  team_id,
  enterprise_id,
  is_enterprise_install = false,
}: Pick<Installation, 'team_id' | 'enterprise_id' | 'is_enterprise_install'>): string {
  return (is_enterprise_install ? (enterprise_id ?? team_id) : (team_id ?? enterprise_id)) ?? '';
}
