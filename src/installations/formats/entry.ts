import type { Grant, GrantedToken, IncomingWebhook } from '../installation.js';

/** One installation by one person, as both of Bolt's formats describe it. */
export interface Entry {
  team_id?: string;
  team_name?: string;
  enterprise_id?: string;
  enterprise_name?: string;
  is_enterprise_install?: boolean;
  app_id?: string;
  bot_id?: string;
  bot_user_id?: string;
  /** The person who installed the app, whether or not they granted user scopes. */
  user_id?: string;
  installed_at?: Date;
  /** JSON text. */
  context?: string;
  bot?: Partial<GrantedToken>;
  user?: Partial<GrantedToken>;
  webhook?: Partial<IncomingWebhook>;
}

/** What is wrong with an entry, without its values. */
export interface Mistake {
  /** Absent if the whole entry is wrong. */
  field?: string;
  message: string;
}

/** An entry that was read, or what is wrong with it. */
export type Parsed =
  | {
      /** Undefined for an entry that grants nothing. */
      grant: Grant | undefined;
      /** Descriptions of what havoc does not keep, such as the names of fields with a value. */
      ignored: string[];
    }
  | { mistakes: Mistake[] };

/** The names of two fields in a format, for mistakes that concern a whole entry. */
export interface FieldNames {
  team: string;
  botToken: string;
  user: string;
}

/**
 * Converts an entry to a grant. An installation without a workspace is org-wide.
 *
 * @param fallbackAt when the app was installed, if the entry does not say it
 */
export function grantOf(entry: Entry, fallbackAt: Date, names: FieldNames): Grant | Mistake {
  const { team_id, enterprise_id, user_id, bot, user, webhook } = entry;
  if (team_id === undefined && enterprise_id === undefined)
    return { field: names.team, message: 'is missing, and there is no enterprise either' };
  const granted_at = entry.installed_at ?? fallbackAt;
  const botToken = tokenOf(bot, granted_at);
  const userToken = tokenOf(user, granted_at);
  if (botToken === undefined && userToken === undefined)
    return { field: names.botToken, message: 'is missing, and there is no user token either' };
  if (userToken !== undefined && user_id === undefined)
    return { field: names.user, message: 'is missing, but there is a token of this user' };
  const isOrgWide =
    team_id === undefined || (enterprise_id !== undefined && entry.is_enterprise_install === true);
  return {
    team_id: isOrgWide ? undefined : team_id,
    team_name: isOrgWide ? undefined : entry.team_name,
    enterprise_id,
    enterprise_name: entry.enterprise_name,
    is_enterprise_install: isOrgWide,
    app_id: entry.app_id,
    bot_id: botToken && entry.bot_id,
    bot_user_id: botToken && entry.bot_user_id,
    // The export names the bot if nobody knows who installed the app.
    installed_by: user_id === entry.bot_user_id ? undefined : user_id,
    granted_at,
    source: 'import',
    context: entry.context,
    bot: botToken,
    users: userToken && user_id !== undefined ? [{ user_id, ...userToken }] : [],
    webhook: webhook?.url === undefined ? undefined : { ...webhook, url: webhook.url },
  };
}

/** A token that can be refreshed expires. If the entry does not say when, it counts as expired, so it is refreshed. */
function tokenOf(token: Partial<GrantedToken> | undefined, granted_at: Date): GrantedToken | undefined {
  if (token?.access_token === undefined) return undefined;
  const { scopes = [], access_token, refresh_token, expires_at } = token;
  const fallback = refresh_token === undefined ? undefined : granted_at;
  return { scopes, access_token, refresh_token, expires_at: expires_at ?? fallback };
}
