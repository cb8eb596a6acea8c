import { HavocError } from '../base/index.js';
import type { Tx } from '../db/index.js';
import { type ChangeDeps, lockInstallation, tellApp, tellChanged, tellScopes } from './changes.js';
import type { Grant, GrantedToken } from './installation.js';
import { BOT, boundToWebhook, type InstallationRow, sealToken, type TokenRow } from './rows.js';

/** Whether a grant began an installation, changed one, or changed nothing because it is older than what is stored. */
export type Saved = 'new' | 'updated' | 'older';

/**
 * Stores what a workspace, an organisation or a user granted. Also stores the event `installed` for the app, and
 * `scopes_changed` if the scopes of a token differ from before. An import stores no events. A stored token that was
 * granted later stays.
 *
 * @throws HavocError `installations.no_tenant` (invalid_argument), `vault.no_keys` (failed_precondition)
 */
export async function saveGrant(tx: Tx, deps: ChangeDeps, grant: Grant): Promise<Saved> {
  const tenant = grant.is_enterprise_install ? grant.enterprise_id : grant.team_id;
  if (tenant === undefined) throw noTenant(grant);
  const before = await lockInstallation(tx, tenant);
  const tokens = before ? await tx.installationToken.findMany({ where: { tenant } }) : [];
  const given = [...(grant.bot ? [{ ...grant.bot, user_id: BOT }] : []), ...grant.users];
  const changes = given.flatMap((token) => {
    const stored = tokens.find(({ user_id }) => user_id === token.user_id);
    return stored && !isNewer(token, stored, grant) ? [] : [{ token, stored }];
  });
  if (before !== undefined && isOlder(before, grant, changes.length)) return 'older';
  const row = await saveInstallation(tx, deps, { tenant, grant, before });
  for (const { token, stored } of changes) await saveToken(tx, deps, { tenant, token, stored, grant });
  if (grant.source === 'oauth') {
    await tellInstalled(tx, row, grant);
    for (const { token, stored } of before && !before.ended_at ? changes : [])
      if (stored)
        await tellScopes(tx, row, {
          before: stored,
          scopes: token.scopes,
          at: grant.granted_at,
          by: grant.installed_by,
        });
  }
  await tellChanged(tx, deps, [tenant]);
  return before === undefined || before.ended_at !== null ? 'new' : 'updated';
}

/** True if a grant changes nothing. An import does not restore an app that was removed after the grant. */
function isOlder(before: InstallationRow, { source, granted_at }: Grant, changes: number): boolean {
  if (source === 'import') return changes === 0 || (before.ended_at !== null && before.ended_at > granted_at);
  return changes === 0 && before.installed_at >= granted_at;
}

/**
 * True if a granted token replaces the stored one. An import must not overwrite a token that was refreshed after the
 * grant, and the time of its grant may only be that of the file. So an import compares expiry: of two tokens that
 * expire, the one that expires later is newer, and a token that does not expire is older than one that does.
 */
function isNewer(token: GrantedToken, stored: TokenRow, { source, granted_at }: Grant): boolean {
  if (source === 'oauth') return stored.granted_at <= granted_at;
  const [end = 0, storedEnd = 0] = [token.expires_at?.getTime(), stored.expires_at?.getTime()];
  return end === storedEnd ? stored.granted_at < granted_at : end > storedEnd;
}

async function saveInstallation(
  tx: Tx,
  { vault }: ChangeDeps,
  { tenant, grant, before }: { tenant: string; grant: Grant; before: InstallationRow | undefined },
): Promise<InstallationRow> {
  const { team_name, enterprise_id, enterprise_name, app_id, bot_id, bot_user_id, context } = grant;
  const isNewest = before === undefined || before.installed_at <= grant.granted_at;
  // A grant of user scopes alone does not install the app again: its bot and its installer stay.
  const isInstall = before === undefined || before.ended_at !== null || grant.bot !== undefined;
  const data = {
    team_name,
    enterprise_id,
    enterprise_name,
    app_id,
    ...(isInstall && {
      bot_id,
      bot_user_id,
      installed_by: grant.installed_by,
      installed_at: grant.granted_at,
      source: grant.source,
      ended_at: null,
      end_reason: null,
    }),
    ...(context !== undefined && { context }),
    ...webhookColumns(vault, tenant, grant),
  };
  if (before !== undefined) return isNewest ? tx.installation.update({ where: { tenant }, data }) : before;
  const { is_enterprise_install, team_id, granted_at: installed_at, source } = grant;
  const own = { tenant, is_enterprise_install, installed_at, source };
  return tx.installation.create({
    data: { ...data, ...own, team_id: is_enterprise_install ? null : team_id },
  });
}

function webhookColumns(vault: ChangeDeps['vault'], tenant: string, { webhook }: Grant) {
  if (webhook === undefined) return {};
  const { secret, key_id } = vault.seal(webhook.url, boundToWebhook(tenant));
  return {
    webhook_channel: webhook.channel,
    webhook_channel_id: webhook.channel_id,
    webhook_settings_url: webhook.configuration_url,
    webhook_secret: Buffer.from(secret),
    webhook_key_id: key_id,
  };
}

async function saveToken(
  tx: Tx,
  { vault }: ChangeDeps,
  change: { tenant: string; token: GrantedToken & { user_id: string }; stored?: TokenRow; grant: Grant },
): Promise<void> {
  const { tenant, token, stored, grant } = change;
  const { user_id, scopes, access_token, refresh_token, expires_at = null, identity } = token;
  const { secret, key_id } = sealToken(vault, { tenant, user_id }, { access_token, refresh_token });
  const data = {
    scopes,
    secret: Buffer.from(secret),
    key_id,
    expires_at,
    granted_at: grant.granted_at,
    identity: identity === undefined ? null : JSON.stringify(identity),
    refusal: null,
    refused_at: null,
    lease: null,
    lease_until: null,
    generation: (stored?.generation ?? 0) + 1,
  };
  await tx.installationToken.upsert({
    where: { tenant_user_id: { tenant, user_id } },
    create: { tenant, user_id, ...data },
    update: data,
  });
}

async function tellInstalled(tx: Tx, row: InstallationRow, grant: Grant): Promise<void> {
  const { bot, users, webhook, context, installed_by } = grant;
  const { url: _secret, ...incoming_webhook } = webhook ?? { url: '' };
  await tellApp(tx, row, {
    type: 'installed',
    at: grant.granted_at.toISOString(),
    user_id: installed_by,
    scopes: bot?.scopes ?? [],
    user_scopes: users.find(({ user_id }) => user_id === installed_by)?.scopes ?? [],
    ...(context !== undefined && { context_json: context }),
    ...(webhook && { incoming_webhook }),
  });
}

function noTenant({ is_enterprise_install }: Grant): HavocError {
  const what = is_enterprise_install
    ? 'organisation, although it is org-wide'
    : 'workspace, although it is not org-wide';
  return new HavocError({
    kind: 'invalid_argument',
    code: 'installations.no_tenant',
    message: `The installation names no ${what}. Add its id.`,
  });
}
