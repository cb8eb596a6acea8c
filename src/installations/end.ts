import type { Tx } from '../db/index.js';
import { type ChangeDeps, lockInstallation, tellApp, tellChanged } from './changes.js';
import type { EndReason } from './installation.js';
import { BOT } from './rows.js';

/** The owners of revoked tokens. */
export interface Revoked {
  bot: boolean;
  users: readonly string[];
}

/**
 * Ends an installation: removes its tokens, and stores one event `uninstalled` for the app. The rest of the row stays
 * until it is purged.
 *
 * @param at when the app was removed. Nothing changes if it was installed again later
 * @returns false if nothing has changed
 */
export async function endInstallation(
  tx: Tx,
  deps: ChangeDeps,
  { tenant, reason, at }: { tenant: string; reason: Exclude<EndReason, 'tokens_revoked'>; at: Date },
): Promise<boolean> {
  const row = await lockInstallation(tx, tenant);
  if (!row || row.installed_at > at) return false;
  // Slack sends both events, in any order. An end by revoked tokens has not sent `uninstalled` yet.
  if (row.ended_at && row.end_reason !== 'tokens_revoked') return false;
  // A user may have installed the app again since, with user scopes alone.
  if ((await tx.installationToken.count({ where: { tenant, granted_at: { gt: at } } })) > 0)
    return revokeTokens(tx, deps, { tenant, revoked: 'all', at });
  await tx.installationToken.deleteMany({ where: { tenant } });
  await tx.installation.update({
    where: { tenant },
    data: { ended_at: row.ended_at ?? at, end_reason: reason },
  });
  await tellApp(tx, row, {
    type: 'uninstalled',
    at: at.toISOString(),
    reason,
    install_url: deps.installUrl?.(row.team_id ?? undefined),
  });
  await tellChanged(tx, deps, [tenant]);
  return true;
}

/**
 * Removes revoked tokens, and stores the event `tokens_revoked` for the app. The installation ends with its last token.
 * If only users' tokens were revoked, the bot's token stays.
 *
 * @returns false if nothing has changed
 */
export async function revokeTokens(
  tx: Tx,
  deps: ChangeDeps,
  { tenant, revoked: given, at }: { tenant: string; revoked: Revoked | 'all'; at: Date },
): Promise<boolean> {
  const row = await lockInstallation(tx, tenant);
  if (!row || row.ended_at) return false;
  const stored = await tx.installationToken.findMany({
    where: { tenant },
    select: { user_id: true, granted_at: true },
  });
  const revoked = given === 'all' ? { bot: true, users: stored.map(({ user_id }) => user_id) } : given;
  const isRevoked = ({ user_id, granted_at }: (typeof stored)[number]) =>
    granted_at <= at && (user_id === BOT ? revoked.bot : revoked.users.includes(user_id));
  const gone = stored.filter(isRevoked).map(({ user_id }) => user_id);
  // The token of SLACK_BOT_TOKEN is not stored.
  const isEnvironments = row.source === 'environment' && revoked.bot && row.installed_at <= at;
  if (gone.length === 0 && !isEnvironments) return false;
  await tx.installationToken.deleteMany({ where: { tenant, user_id: { in: gone } } });
  if (gone.length === stored.length)
    await tx.installation.update({
      where: { tenant },
      data: { ended_at: at, end_reason: 'tokens_revoked' },
    });
  await tellApp(tx, row, {
    type: 'tokens_revoked',
    at: at.toISOString(),
    bot: isEnvironments || gone.includes(BOT),
    users: gone.filter((user_id) => user_id !== BOT),
  });
  await tellChanged(tx, deps, [tenant]);
  return true;
}
