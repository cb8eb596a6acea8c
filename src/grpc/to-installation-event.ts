import { isObject, type Json } from '../base/index.js';
import type { InstallationEvent } from '../gen/havoc/v1/installations.js';

/**
 * Converts the payload of an installation event to the contract's message. Another version of havoc may have written the
 * payload, so a member of another type is left out.
 */
export function toInstallationEvent(body: Json): InstallationEvent {
  const { incoming_webhook: webhook } = body;
  const context = textAt(body, 'context_json');
  return {
    type: textAt(body, 'type'),
    team_id: textAt(body, 'team_id'),
    team_name: textAt(body, 'team_name'),
    enterprise_id: textAt(body, 'enterprise_id'),
    enterprise_name: textAt(body, 'enterprise_name'),
    is_enterprise_install: flagAt(body, 'is_enterprise_install'),
    app_id: textAt(body, 'app_id'),
    bot_user_id: textAt(body, 'bot_user_id'),
    user_id: textAt(body, 'user_id'),
    scopes: textsAt(body, 'scopes'),
    user_scopes: textsAt(body, 'user_scopes'),
    previous_scopes: textsAt(body, 'previous_scopes'),
    previous_user_scopes: textsAt(body, 'previous_user_scopes'),
    context_json: context === undefined ? undefined : Buffer.from(context),
    incoming_webhook: isObject(webhook) ? toWebhook(webhook) : undefined,
    bot: flagAt(body, 'bot'),
    users: textsAt(body, 'users'),
    reason: textAt(body, 'reason'),
    install_url: textAt(body, 'install_url'),
    at: timeAt(body, 'at'),
  };
}

/** The URL of a webhook is a secret. It has no field in the contract. */
function toWebhook(webhook: Json): InstallationEvent['incoming_webhook'] {
  return {
    channel: textAt(webhook, 'channel'),
    channel_id: textAt(webhook, 'channel_id'),
    configuration_url: textAt(webhook, 'configuration_url'),
  };
}

function textAt(body: Json, key: string): string | undefined {
  const { [key]: value } = body;
  return typeof value === 'string' ? value : undefined;
}

function textsAt(body: Json, key: string): string[] {
  const { [key]: value } = body;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function flagAt(body: Json, key: string): boolean | undefined {
  const { [key]: value } = body;
  return typeof value === 'boolean' ? value : undefined;
}

function timeAt(body: Json, key: string): Date | undefined {
  const time = new Date(textAt(body, key) ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}
