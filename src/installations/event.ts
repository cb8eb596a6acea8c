/** A change of an installation. The app gets it as an envelope of the kind `installation_event`. */
export interface InstallationEvent {
  type: 'installed' | 'uninstalled' | 'tokens_revoked' | 'scopes_changed' | 'token_failed';
  team_id?: string;
  team_name?: string;
  enterprise_id?: string;
  enterprise_name?: string;
  is_enterprise_install: boolean;
  app_id?: string;
  bot_user_id?: string;
  /** The person who installed the app, or whose token failed or changed its scopes. */
  user_id?: string;
  /** The scopes of the bot's token. For `installed` and `scopes_changed`. */
  scopes?: string[];
  user_scopes?: string[];
  /** The scopes before the change. For `scopes_changed`. */
  previous_scopes?: string[];
  previous_user_scopes?: string[];
  /** What the app gave to the install link, as JSON text: parsing it could change a large number. For `installed`. */
  context_json?: string;
  /** For `installed`, if the scope incoming-webhook was granted. */
  incoming_webhook?: { channel?: string; channel_id?: string; configuration_url?: string };
  /** For `tokens_revoked` and `token_failed`: true if it concerns the token of the bot. */
  bot?: boolean;
  /** The users whose tokens were revoked. For `tokens_revoked`. */
  users?: string[];
  /**
   * The cause, for `uninstalled` and `token_failed`: Slack's error or event, `revoked`, `refresh_lost` or
   * `no_refresh_token`.
   */
  reason?: string;
  /** The link with which the app can be installed again. For `uninstalled` and `token_failed`. */
  install_url?: string;
  /** When it happened, in ISO 8601. */
  at: string;
}
