import { asObject, filledText, type Json } from '../../base/index.js';
import type { Grant, GrantedToken, IncomingWebhook } from '../../installations/index.js';

export interface GrantCircumstances {
  /** When Slack was asked. The lifetime of a token begins here. */
  now: Date;
  /** What the install link carried, as JSON text. */
  context: string | undefined;
}

/**
 * Reads Slack's answer to oauth.v2.access. The grant has what Slack granted, which may be less than the app asked for.
 * Returns undefined if it names no token, or neither a workspace nor an organisation.
 *
 * @see https://docs.slack.dev/reference/methods/oauth.v2.access
 * @see https://docs.slack.dev/authentication/using-token-rotation
 * @see https://docs.slack.dev/changelog/2026/03/16/optional-scopes
 */
export function readGrant(answer: Json, { now, context }: GrantCircumstances): Grant | undefined {
  const [team, enterprise, person] = [answer.team, answer.enterprise, answer.authed_user].map(asObject);
  const is_enterprise_install = answer.is_enterprise_install === true;
  const team_id = is_enterprise_install ? undefined : filledText(team?.id);
  const enterprise_id = filledText(enterprise?.id);
  // Only the answers of a refresh name a user's token here.
  const bot = answer.token_type === 'user' ? undefined : tokenOf(answer, now);
  const user_id = filledText(person?.id);
  const user = tokenOf(asObject(person), now);
  const users = user && user_id !== undefined ? [{ ...user, user_id }] : [];
  if ((is_enterprise_install ? enterprise_id : team_id) === undefined) return undefined;
  if (bot === undefined && users.length === 0) return undefined;
  return {
    team_id,
    team_name: is_enterprise_install ? undefined : filledText(team?.name),
    enterprise_id,
    enterprise_name: filledText(enterprise?.name),
    is_enterprise_install,
    app_id: filledText(answer.app_id),
    bot_user_id: filledText(answer.bot_user_id),
    installed_by: user_id,
    granted_at: now,
    source: 'oauth',
    context,
    bot,
    users,
    webhook: webhookOf(asObject(answer.incoming_webhook)),
  };
}

function tokenOf(of: Json, now: Date): GrantedToken | undefined {
  const access_token = filledText(of.access_token);
  if (access_token === undefined) return undefined;
  const { expires_in } = of;
  const expires_at = typeof expires_in === 'number' ? new Date(now.getTime() + expires_in * 1000) : undefined;
  const scopes = (filledText(of.scope) ?? '').split(',').filter((scope) => scope !== '');
  return { scopes, access_token, refresh_token: filledText(of.refresh_token), expires_at };
}

/** @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
function webhookOf(of: Json): IncomingWebhook | undefined {
  const url = filledText(of.url);
  if (url === undefined) return undefined;
  return {
    url,
    channel: filledText(of.channel),
    channel_id: filledText(of.channel_id),
    configuration_url: filledText(of.configuration_url),
  };
}
