import type { Prisma } from '../gen/prisma/client.js';
import type { Vault } from '../vault/index.js';
import {
  END_REASONS,
  type IncomingWebhook,
  type InstallationDetails,
  SOURCES,
  type TokenDetails,
} from './installation.js';

export type InstallationRow = Prisma.InstallationGetPayload<object>;
export type TokenRow = Prisma.InstallationTokenGetPayload<object>;

/** The encrypted part of a token. */
export interface TokenSecrets {
  access_token: string;
  refresh_token?: string;
}

/** The bot's token has no user. */
export const BOT = '';

/** The generation of SLACK_BOT_TOKEN, which is not stored and never replaced. */
export const ENVIRONMENT = 0;

/** Encrypts the secrets of a token, so that they decrypt only in its row. */
export function sealToken(vault: Vault, row: { tenant: string; user_id: string }, secrets: TokenSecrets) {
  return vault.seal(JSON.stringify(secrets), boundToToken(row));
}

/** @throws HavocError of Vault.open */
export function openToken(
  vault: Vault,
  row: Pick<TokenRow, 'tenant' | 'user_id' | 'key_id' | 'secret'>,
): TokenSecrets {
  return JSON.parse(vault.open(row, boundToToken(row)));
}

export function boundToToken({ tenant, user_id }: { tenant: string; user_id: string }): string[] {
  return ['installation_token', tenant, user_id];
}

export function boundToWebhook(tenant: string): string[] {
  return ['installation.webhook', tenant];
}

/** @throws HavocError of Vault.open */
export function openWebhook(vault: Vault, row: InstallationRow): IncomingWebhook | undefined {
  const { tenant, webhook_secret: secret, webhook_key_id: key_id } = row;
  if (secret === null || key_id === null) return undefined;
  return { ...webhookOf(row), url: vault.open({ secret, key_id }, boundToWebhook(tenant)) };
}

/** Returns the state of an installation. SLACK_BOT_TOKEN has its refusal in the row of the installation. */
export function stateOf(
  { ended_at, refusal }: Pick<InstallationRow, 'ended_at' | 'refusal'>,
  bot: { refusal?: string | null | undefined } | undefined,
): 'ended' | 'refused' | 'active' {
  if (ended_at) return 'ended';
  return (bot ? bot.refusal : refusal) ? 'refused' : 'active';
}

/** The ids in a row of an installation. */
export function idsOf(row: Omit<InstallationRow, 'context' | 'webhook_secret'>) {
  return {
    team_id: row.team_id ?? undefined,
    enterprise_id: row.enterprise_id ?? undefined,
    is_enterprise_install: row.is_enterprise_install,
    app_id: row.app_id ?? undefined,
    bot_id: row.bot_id ?? undefined,
    bot_user_id: row.bot_user_id ?? undefined,
  };
}

/** The ids and names in a row of an installation. */
export function identityOf(row: Omit<InstallationRow, 'context' | 'webhook_secret'>) {
  const { team_name, enterprise_name } = row;
  return {
    ...idsOf(row),
    team_name: team_name ?? undefined,
    enterprise_name: enterprise_name ?? undefined,
  };
}

/** Converts a row to what may leave this room. */
export function toDetails(
  row: InstallationRow,
  tokens: readonly Omit<TokenRow, 'secret' | 'key_id'>[] = [],
  team_ids: string[] = [],
): InstallationDetails {
  const bot = tokens.find(({ user_id }) => user_id === BOT);
  return {
    tenant: row.tenant,
    ...identityOf(row),
    state: stateOf(row, bot),
    installed_by: row.installed_by ?? undefined,
    installed_at: row.installed_at,
    source: SOURCES.find((source) => source === row.source) ?? 'import',
    context: row.context ?? undefined,
    webhook: webhookOf(row),
    ended_at: row.ended_at ?? undefined,
    end_reason: END_REASONS.find((reason) => reason === row.end_reason),
    tokens: tokens.map(toTokenDetails),
    team_ids,
  };
}

function toTokenDetails(row: Omit<TokenRow, 'secret' | 'key_id'>): TokenDetails {
  return {
    user_id: row.user_id === BOT ? undefined : row.user_id,
    scopes: row.scopes,
    granted_at: row.granted_at,
    expires_at: row.expires_at ?? undefined,
    refusal: row.refusal ?? undefined,
    refused_at: row.refused_at ?? undefined,
  };
}

function webhookOf(row: InstallationRow): Omit<IncomingWebhook, 'url'> | undefined {
  if (row.webhook_secret === null) return undefined;
  return {
    channel: row.webhook_channel ?? undefined,
    channel_id: row.webhook_channel_id ?? undefined,
    configuration_url: row.webhook_settings_url ?? undefined,
  };
}
