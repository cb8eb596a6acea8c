import type { Tx } from '../db/index.js';
import { notifyWithin } from '../fleet/index.js';
import type { Vault } from '../vault/index.js';
import type { InstallationEvent } from './event.js';
import { BOT, type InstallationRow, identityOf, type TokenRow } from './rows.js';

/** What every change of an installation needs. */
export interface ChangeDeps {
  vault: Vault;
  /** The replica that makes the change. A process outside the fleet gives an id of its own. */
  replica: string;
  /** The link with which the app can be installed again. Undefined if OAuth is not configured. */
  installUrl?: (team_id: string | undefined) => string;
}

/** The topic of the notices that tell all replicas to forget what they know of an installation. */
export const CHANGED = 'installation';

/** A change of which replicas are notified. */
export interface Changed {
  tenant: string;
  /** True if the workspaces of an org-wide installation changed. */
  teams?: boolean;
}

/** Notifies all replicas that an installation has changed, when the transaction commits. */
export function tellChanged(
  tx: Tx,
  { replica }: ChangeDeps,
  tenants: readonly string[],
  { teams }: Pick<Changed, 'teams'> = {},
): Promise<void> {
  return notifyWithin(tx, {
    from: replica,
    topic: CHANGED,
    payloads: tenants.map((tenant) => ({ tenant, ...(teams && { teams }) })),
  });
}

/** Stores an event for the app, in the transaction that makes the change. */
export async function tellApp(
  tx: Tx,
  row: InstallationRow,
  { type, at, ...more }: Pick<InstallationEvent, 'type'> & Partial<InstallationEvent> & { at: string },
): Promise<void> {
  const { bot_id: _, ...identity } = identityOf(row);
  const body: InstallationEvent = {
    type,
    ...identity,
    ...more,
    at,
  };
  await tx.installationNews.create({ data: { tenant: row.tenant, type, body: JSON.stringify(body) } });
}

/** Stores the event `scopes_changed` for the app if the scopes of a token differ from before. */
export async function tellScopes(
  tx: Tx,
  row: InstallationRow,
  { before, scopes, at, by }: { before: TokenRow; scopes: string[]; at: Date; by?: string },
): Promise<void> {
  const { user_id, scopes: previous } = before;
  if (previous.length === scopes.length && previous.every((scope) => scopes.includes(scope))) return;
  const isBot = user_id === BOT;
  await tellApp(tx, row, {
    type: 'scopes_changed',
    at: at.toISOString(),
    user_id: isBot ? by : user_id,
    bot: isBot,
    ...(isBot
      ? { scopes, previous_scopes: previous }
      : { user_scopes: scopes, previous_user_scopes: previous }),
  });
}

/** Stores the event `token_failed` for the app: Slack refuses a token, or it can no longer be refreshed. */
export function tellTokenFailed(
  tx: Tx,
  { installUrl }: ChangeDeps,
  row: InstallationRow,
  { user_id, reason, at }: { user_id: string; reason: string; at: Date },
): Promise<void> {
  return tellApp(tx, row, {
    type: 'token_failed',
    at: at.toISOString(),
    bot: user_id === BOT,
    user_id: user_id === BOT ? undefined : user_id,
    reason,
    install_url: installUrl?.(row.team_id ?? undefined),
  });
}

/**
 * Locks an installation until the transaction ends, so that changes follow one another. It need not exist yet. Every
 * transaction takes this lock before it locks a row, which prevents deadlocks.
 */
export async function lockInstallation(tx: Tx, tenant: string): Promise<InstallationRow | undefined> {
  const name = `havoc installation ${tenant}`;
  await tx.$queryRaw`select count(pg_advisory_xact_lock(hashtextextended(${name}, 0)))`;
  return (await tx.installation.findUnique({ where: { tenant } })) ?? undefined;
}
