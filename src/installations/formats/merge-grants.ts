import { type Grant, type GrantedToken, tenantOf } from '../installation.js';

/** The lifetime of a token that rotates. https://docs.slack.dev/authentication/using-token-rotation */
const LIFETIME_MS = 12 * 3_600_000;

/**
 * Merges grants, so that there is one for each workspace and each org-wide installation. The result has the newest
 * token of the bot and of each person, with people in the order of their ids, and the newest value of each other field.
 * Among grants of the same time, the last one is the newest.
 */
export function mergeGrants(grants: readonly Grant[]): Grant[] {
  const byTenant = new Map<string, Grant[]>();
  for (const grant of grants) {
    const same = byTenant.get(tenantOf(grant));
    if (same) same.push(grant);
    else byTenant.set(tenantOf(grant), [grant]);
  }
  return [...byTenant.values()].map((same) => {
    const oldestFirst = same.toSorted((one, other) => one.granted_at.getTime() - other.granted_at.getTime());
    return { ...oldestFirst.reduce(overlay), ...newestTokens(oldestFirst) };
  });
}

/** Overlays the newer grant on the older one: a field that the newer grant lacks comes from the older one. */
function overlay(older: Grant, newer: Grant): Grant {
  // Someone who grants user scopes alone does not install the app.
  const isInstall = newer.bot !== undefined || older.bot === undefined;
  return {
    ...newer,
    team_name: newer.team_name ?? older.team_name,
    enterprise_id: newer.enterprise_id ?? older.enterprise_id,
    enterprise_name: newer.enterprise_name ?? older.enterprise_name,
    app_id: newer.app_id ?? older.app_id,
    bot_id: newer.bot_id ?? older.bot_id,
    bot_user_id: newer.bot_user_id ?? older.bot_user_id,
    installed_by: (isInstall ? newer.installed_by : undefined) ?? older.installed_by,
    context: newer.context ?? older.context,
    bot: newer.bot ?? older.bot,
    webhook: newer.webhook ?? older.webhook,
  };
}

function newestTokens(grants: readonly Grant[]): Pick<Grant, 'bot' | 'users'> {
  let bot: Issued<GrantedToken> | undefined;
  const users = new Map<string, Issued<Grant['users'][number]>>();
  for (const { bot: own, users: people, granted_at } of grants) {
    if (own) bot = newer(bot, issued(own, granted_at));
    for (const user of people)
      users.set(user.user_id, newer(users.get(user.user_id), issued(user, granted_at)));
  }
  const byId = [...users.keys()].sort();
  return { bot: bot?.token, users: byId.flatMap((user_id) => users.get(user_id)?.token ?? []) };
}

interface Issued<Token> {
  token: Token;
  issuedMs: number;
}

/** Returns when a token was issued. A refreshed token is newer than its grant, which only its expiry shows. */
function issued<Token extends GrantedToken>(token: Token, granted_at: Date): Issued<Token> {
  const refreshedMs = (token.expires_at?.getTime() ?? 0) - LIFETIME_MS;
  return { token, issuedMs: Math.max(granted_at.getTime(), refreshedMs) };
}

function newer<Token>(one: Issued<Token> | undefined, other: Issued<Token>): Issued<Token> {
  return one && one.issuedMs > other.issuedMs ? one : other;
}
