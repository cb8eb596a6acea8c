import { z } from 'zod';
import type { Json } from '../../base/index.js';
import type { Grant, GrantedToken } from '../installation.js';
import { type Entry, type FieldNames, grantOf, type Parsed } from './entry.js';
import { flag, id, maybe, scopes, text, time, token, webhookUrl } from './fields.js';
import { ignoredIn, mistakesOf } from './mistakes.js';
import { peopleOf } from './people-of.js';

// The type `Installation` of @slack/oauth, as JSON. `expiresAt` is in seconds. `installedAt` is an addition of havoc's
// export: Bolt does not keep it.
const schema = z.object({
  team: maybe(z.object({ id: maybe(id('T', 'T0123456789')), name: maybe(text) }, 'must be an object')),
  enterprise: maybe(z.object({ id: maybe(id('E', 'E0123456789')), name: maybe(text) }, 'must be an object')),
  user: maybe(
    z.object(
      {
        id: maybe(id('UW', 'U0123456789')),
        token: maybe(token),
        refreshToken: maybe(token),
        expiresAt: maybe(time),
        scopes: maybe(scopes),
      },
      'must be an object',
    ),
  ),
  bot: maybe(
    z.object(
      {
        id: maybe(id('B', 'B0123456789')),
        userId: maybe(id('UW', 'U0123456789')),
        token: maybe(token),
        refreshToken: maybe(token),
        expiresAt: maybe(time),
        scopes: maybe(scopes),
      },
      'must be an object',
    ),
  ),
  incomingWebhook: maybe(
    z.object(
      {
        url: maybe(webhookUrl),
        channel: maybe(text),
        channelId: maybe(text),
        configurationUrl: maybe(text),
      },
      'must be an object',
    ),
  ),
  appId: maybe(id('A', 'A0123456789')),
  isEnterpriseInstall: maybe(flag),
  metadata: maybe(text),
  installedAt: maybe(time),
});

const NAMES: FieldNames = { team: 'team.id', botToken: 'bot.token', user: 'user.id' };
/** Fields that havoc does not need, because they follow from the others. */
const IMPLIED = ['tokenType', 'authVersion'];

/** True if the object is an installation of Bolt for JavaScript, right or wrong. */
export function isBoltJs(json: Json): boolean {
  return ['team', 'enterprise', 'bot', 'user'].some(
    (name) => typeof json[name] === 'object' && json[name] !== null,
  );
}

/**
 * Reads an installation of Bolt for JavaScript.
 *
 * @param fallbackAt when the app was installed, if `installedAt` does not say it
 * @see https://docs.slack.dev/tools/bolt-js/concepts/authenticating-oauth
 */
export function readBoltJs(json: Json, fallbackAt: Date): Parsed {
  const { data, error } = schema.safeParse(json);
  if (error) return { mistakes: mistakesOf(error) };
  const { team, enterprise, user, bot, incomingWebhook, metadata } = data;
  const entry: Entry = {
    team_id: team?.id,
    team_name: team?.name,
    enterprise_id: enterprise?.id,
    enterprise_name: enterprise?.name,
    is_enterprise_install: data.isEnterpriseInstall,
    app_id: data.appId,
    bot_id: bot?.id,
    bot_user_id: bot?.userId,
    user_id: user?.id,
    installed_at: data.installedAt,
    context: metadata === undefined ? undefined : contextOf(metadata),
    bot: tokenOf(bot),
    user: tokenOf(user),
    webhook: incomingWebhook && {
      url: incomingWebhook.url,
      channel: incomingWebhook.channel,
      channel_id: incomingWebhook.channelId,
      configuration_url: incomingWebhook.configurationUrl,
    },
  };
  const result = grantOf(entry, fallbackAt, NAMES);
  if ('message' in result) return { mistakes: [result] };
  return { grant: result, ignored: ignoredIn(json, [...Object.keys(schema.shape), ...IMPLIED]) };
}

/** An `Installation` of @slack/oauth. `expiresAt` is in seconds. */
export interface BoltJsInstallation {
  team: { id: string; name?: string } | undefined;
  enterprise: { id: string; name?: string } | undefined;
  user: { id: string; token: string | undefined; scopes: string[] | undefined } & BoltJsRefresh;
  bot?: { id: string; userId: string; token: string; scopes: string[] } & BoltJsRefresh;
  incomingWebhook?: { url: string; channel?: string; channelId?: string; configurationUrl?: string };
  appId?: string;
  tokenType?: 'bot';
  isEnterpriseInstall: boolean;
  authVersion: 'v2';
  metadata?: string;
  /** When the app was installed, in ISO 8601. Bolt ignores it. */
  installedAt: string;
}

interface BoltJsRefresh {
  refreshToken?: string;
  expiresAt?: number;
}

/** Writes a grant as installations of Bolt for JavaScript: one for each person, with the installer last. */
export function writeBoltJs(grant: Grant): BoltJsInstallation[] {
  const { team_id, team_name, enterprise_id, enterprise_name, bot, webhook, context } = grant;
  return peopleOf(grant).map(({ id, token: own }) => ({
    team: team_id === undefined ? undefined : { id: team_id, name: team_name },
    enterprise: enterprise_id === undefined ? undefined : { id: enterprise_id, name: enterprise_name },
    user: { id, token: own?.access_token, scopes: own?.scopes, ...writeRefresh(own) },
    bot: bot && {
      id: grant.bot_id ?? '',
      userId: grant.bot_user_id ?? '',
      token: bot.access_token,
      scopes: bot.scopes,
      ...writeRefresh(bot),
    },
    incomingWebhook: webhook && {
      url: webhook.url,
      channel: webhook.channel,
      channelId: webhook.channel_id,
      configurationUrl: webhook.configuration_url,
    },
    appId: grant.app_id,
    tokenType: bot && 'bot',
    isEnterpriseInstall: grant.is_enterprise_install,
    authVersion: 'v2',
    metadata: context === undefined ? undefined : metadataOf(context),
    installedAt: grant.granted_at.toISOString(),
  }));
}

function writeRefresh({ refresh_token, expires_at }: Partial<GrantedToken> = {}): BoltJsRefresh {
  return {
    refreshToken: refresh_token,
    expiresAt: expires_at && Math.floor(expires_at.getTime() / 1000),
  };
}

function tokenOf(
  part: { token?: string; refreshToken?: string; expiresAt?: Date; scopes?: string[] } | undefined,
): Entry['bot'] {
  const { token: access_token, refreshToken: refresh_token, expiresAt: expires_at } = part ?? {};
  return { access_token, refresh_token, expires_at, scopes: part?.scopes };
}

/** Converts Bolt's metadata, a text, to a context, any JSON. Metadata that is a JSON object or list stays as it is. */
function contextOf(metadata: string): string {
  try {
    const value: unknown = JSON.parse(metadata);
    return typeof value === 'object' && value !== null ? metadata : JSON.stringify(metadata);
  } catch {
    return JSON.stringify(metadata);
  }
}

function metadataOf(context: string): string {
  const value: unknown = JSON.parse(context);
  return typeof value === 'string' ? value : context;
}
