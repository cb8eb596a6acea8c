import { filledText } from '../base/index.js';
import type { Tx } from '../db/index.js';
import { type ChangeDeps, lockInstallation, tellChanged } from './changes.js';
import type { Identified } from './environment-token.js';
import { BOT } from './rows.js';

/** Installations of a SLACK_BOT_TOKEN. One that has ended stays until it is purged. */
const STALE = { source: 'environment', ended_at: null, tokens: { none: {} } };

/**
 * Stores the installation to which SLACK_BOT_TOKEN belongs, without the token. A row of OAuth stays as it is. The row of
 * an earlier SLACK_BOT_TOKEN of another workspace is removed.
 */
export async function saveEnvironment(
  tx: Tx,
  deps: ChangeDeps,
  { tenant, installation, identity, at }: Identified,
): Promise<void> {
  const before = await lockInstallation(tx, tenant);
  const gone = await removeStale(tx, tenant);
  const hasToken =
    (await tx.installationToken.count({ where: { tenant, user_id: BOT } })) > 0 && !before?.ended_at;
  const { app_id, bot_id, bot_user_id, enterprise_id, is_enterprise_install = false } = installation;
  const data = {
    team_name: filledText(is_enterprise_install ? undefined : identity.team),
    enterprise_id,
    enterprise_name: filledText(identity.enterprise_name),
    app_id,
    bot_id,
    bot_user_id,
    source: 'environment',
    ended_at: null,
    end_reason: null,
    refusal: null,
    refused_at: null,
  };
  // A refusal that is newer than Slack's answer stays.
  const isMended = Boolean(before?.refused_at && before.refused_at < at);
  const isSame = before?.ended_at === null && !isMended && before.bot_user_id === bot_user_id;
  const isKnown = hasToken || isSame;
  if (!isKnown) {
    const own = { tenant, is_enterprise_install, installed_at: at };
    await tx.installation.upsert({
      where: { tenant },
      create: { ...data, ...own, team_id: is_enterprise_install ? null : installation.team_id },
      update: { ...data, installed_at: at },
    });
  }
  const changed = [...(isKnown ? [] : [tenant]), ...gone];
  if (changed.length > 0) await tellChanged(tx, deps, changed);
}

/** Removes the installation of a SLACK_BOT_TOKEN that is no longer configured. */
export async function removeEnvironment(tx: Tx, deps: ChangeDeps): Promise<void> {
  const gone = await removeStale(tx);
  if (gone.length > 0) await tellChanged(tx, deps, gone);
}

/** Removes the installations of every SLACK_BOT_TOKEN, or of every other one. Returns their tenants. */
async function removeStale(tx: Tx, kept?: string): Promise<string[]> {
  const where = { ...STALE, ...(kept !== undefined && { tenant: { not: kept } }) };
  const gone = await tx.installation.findMany({ where, select: { tenant: true } });
  if (gone.length > 0) await tx.installation.deleteMany({ where });
  return gone.map(({ tenant }) => tenant);
}
