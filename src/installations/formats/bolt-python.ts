import { z } from 'zod';
import type { Json } from '../../base/index.js';
import type { Grant, GrantedToken } from '../installation.js';
import { type Entry, type FieldNames, grantOf, type Parsed } from './entry.js';
import { flag, id, maybe, scopes, text, time, token, webhookUrl } from './fields.js';
import { ignoredIn, mistakesOf } from './mistakes.js';
import { peopleOf } from './people-of.js';

// The fields of `Installation` and `Bot` of slack_sdk, which are also the columns of the tables of its stores. A `Bot`
// has no fields of a user.
const schema = z.object({
  app_id: maybe(id('A', 'A0123456789')),
  enterprise_id: maybe(id('E', 'E0123456789')),
  enterprise_name: maybe(text),
  team_id: maybe(id('T', 'T0123456789')),
  team_name: maybe(text),
  bot_token: maybe(token),
  bot_id: maybe(id('B', 'B0123456789')),
  bot_user_id: maybe(id('UW', 'U0123456789')),
  bot_scopes: maybe(scopes),
  bot_refresh_token: maybe(token),
  bot_token_expires_at: maybe(time),
  user_id: maybe(id('UW', 'U0123456789')),
  user_token: maybe(token),
  user_scopes: maybe(scopes),
  user_refresh_token: maybe(token),
  user_token_expires_at: maybe(time),
  incoming_webhook_url: maybe(webhookUrl),
  incoming_webhook_channel: maybe(text),
  incoming_webhook_channel_id: maybe(text),
  incoming_webhook_configuration_url: maybe(text),
  is_enterprise_install: maybe(flag),
  installed_at: maybe(time),
});

const NAMES: FieldNames = { team: 'team_id', botToken: 'bot_token', user: 'user_id' };
/** Fields that havoc does not need, because they follow from the others or only matter in the table. */
const IMPLIED = ['id', 'client_id', 'token_type'];

/** True if the names of fields are those of Bolt for Python. */
export function isBoltPython(names: readonly string[]): boolean {
  return ['bot_token', 'user_token'].some((name) => names.includes(name));
}

/**
 * Reads an installation of Bolt for Python: JSON, or a row of a table.
 *
 * @param fallbackAt when the app was installed, if `installed_at` does not say it
 * @see https://docs.slack.dev/tools/python-slack-sdk/oauth
 */
export function readBoltPython(json: Json, fallbackAt: Date): Parsed {
  const { data, error } = schema.safeParse(json);
  if (error) return { mistakes: mistakesOf(error) };
  // When someone grants user scopes alone, the stores of slack_sdk add a row without a token to the table of bots.
  if (data.bot_token === undefined && data.user_token === undefined)
    return { grant: undefined, ignored: ['rows without a token'] };
  const entry: Entry = {
    ...data,
    bot: {
      access_token: data.bot_token,
      refresh_token: data.bot_refresh_token,
      expires_at: data.bot_token_expires_at,
      scopes: data.bot_scopes,
    },
    user: {
      access_token: data.user_token,
      refresh_token: data.user_refresh_token,
      expires_at: data.user_token_expires_at,
      scopes: data.user_scopes,
    },
    webhook: {
      url: data.incoming_webhook_url,
      channel: data.incoming_webhook_channel,
      channel_id: data.incoming_webhook_channel_id,
      configuration_url: data.incoming_webhook_configuration_url,
    },
  };
  const result = grantOf(entry, fallbackAt, NAMES);
  if ('message' in result) return { mistakes: [result] };
  return { grant: result, ignored: ignoredIn(json, [...Object.keys(schema.shape), ...IMPLIED]) };
}

/**
 * Writes a grant as the arguments of `Installation` of slack_sdk: one object for each person, with the installer last.
 */
export function writeBoltPython(grant: Grant): Json[] {
  const { app_id, enterprise_id, enterprise_name, team_id, team_name, bot_id, bot_user_id, bot, webhook } =
    grant;
  return peopleOf(grant).map((person) => ({
    app_id,
    enterprise_id,
    enterprise_name,
    team_id,
    team_name,
    bot_id,
    bot_user_id,
    ...(bot && writeToken('bot', bot)),
    user_id: person.id,
    ...(person.token && writeToken('user', person.token)),
    ...(webhook && {
      incoming_webhook_url: webhook.url,
      incoming_webhook_channel: webhook.channel,
      incoming_webhook_channel_id: webhook.channel_id,
      incoming_webhook_configuration_url: webhook.configuration_url,
    }),
    is_enterprise_install: grant.is_enterprise_install,
    ...(bot && { token_type: 'bot' }),
    // Python before 3.11 does not read the Z, and slack_sdk takes no whole number.
    installed_at: grant.granted_at.toISOString().replace('Z', '+00:00'),
  }));
}

function writeToken(
  of: 'bot' | 'user',
  { access_token, refresh_token, expires_at, scopes: granted }: GrantedToken,
): Json {
  return {
    [`${of}_token`]: access_token,
    [`${of}_scopes`]: granted,
    ...(refresh_token !== undefined && { [`${of}_refresh_token`]: refresh_token }),
    ...(expires_at && { [`${of}_token_expires_at`]: Math.floor(expires_at.getTime() / 1000) }),
  };
}
