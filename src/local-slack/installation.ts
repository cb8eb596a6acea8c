/** The scopes that an app declares. A list for bots or for users that is absent stands for all scopes. */
export interface DeclaredScopes {
  bot?: string[];
  user?: string[];
  /** Scopes that people may refuse. docs.slack.dev/changelog/2026/03/16/optional-scopes */
  bot_optional?: string[];
  user_optional?: string[];
}

/** The scopes that were granted. A list that is absent stands for all scopes. */
export interface GrantedScopes {
  bot?: string[];
  user?: string[];
}

/** An app in a workspace, or org-wide in an organisation: then it has `enterprise` and no `team`. */
export interface Installation {
  app: string;
  /** The workspace, unless the app is installed org-wide. */
  team?: string;
  /** The organisation, if the app is installed org-wide. */
  enterprise?: string;
  is_enterprise_install: boolean;
  /** `B…`. It and the next one stay the same if the app is installed again. */
  bot_id: string;
  /** The bot is a user of the workspace, or of each workspace in `team_access_granted`. */
  bot_user_id: string;
  scopes: GrantedScopes;
  /** Id of the person who installed the app; absent if the seed did. */
  installed_by?: string;
  /** Seconds since 1970. */
  installed_at: number;
  /** Seconds since 1970. An app that was uninstalled leaves this document, so that its bot keeps its ids. */
  uninstalled_at?: number;
  /** The newest webhook of the installation. */
  incoming_webhook?: IncomingWebhook;
  /** The workspaces that an admin has added to an org-wide installation. The app has no access to the others. */
  team_access_granted: string[];
}

/** As in the answer of oauth.v2.access. docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface IncomingWebhook {
  /** The name, with `#` unless it is a direct message. */
  channel: string;
  channel_id: string;
  configuration_url: string;
  /** A post to it adds a message to the channel. */
  url: string;
}
