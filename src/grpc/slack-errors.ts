import { status } from '@grpc/grpc-js';
import type { SlackAnswer } from '../slack/index.js';

/** Which gRPC status Slack's errors become; the first that matches counts. */
const CODES: readonly [RegExp, status][] = [
  [
    /^(?:ratelimited|rate_limited|message_limit_exceeded|.*_limit_(?:exceeded|reached))$/,
    status.RESOURCE_EXHAUSTED,
  ],
  [/^(?:invalid_auth|not_authed|token_(?:revoked|expired)|account_inactive)$/, status.UNAUTHENTICATED],
  [
    /^(?:missing_scope|not_allowed_token_type|no_permission|ekm_access_denied|access_denied|org_login_required|team_access_not_granted|not_in_channel|not_admin|.*restricted.*|.*_forbidden|cant_.*|is_bot|user_is_bot)$/,
    status.PERMISSION_DENIED,
  ],
  [/^(?:.*_not_found|.*_not_visible|not_found|no_such_.*|no_reaction)$/, status.NOT_FOUND],
  [/^(?:already_.*|name_taken|duplicate_.*)$/, status.ALREADY_EXISTS],
  [/^(?:hash_conflict|view_too_large_conflict)$/, status.ABORTED],
  [
    /^(?:fatal_error|internal_error|service_unavailable|team_added_to_org|request_timeout)$/,
    status.UNAVAILABLE,
  ],
  [/^(?:unknown_method|method_deprecated|deprecated_endpoint)$/, status.UNIMPLEMENTED],
  [
    /^(?:invalid_.*|bad_.*|no_text|no_.*_specified|missing_(?:argument|charset|post_type|.*)|.*_too_(?:long|many|large|short)|too_many_.*|msg_too_long|exceeds_.*)$/,
    status.INVALID_ARGUMENT,
  ],
];

/** The status for one of Slack's errors; FAILED_PRECONDITION where the table does not know it. */
export function codeOfSlackError(error: string): status {
  return CODES.find(([pattern]) => pattern.test(error))?.[1] ?? status.FAILED_PRECONDITION;
}

const HINTS: Record<string, string> = {
  invalid_auth: 'check SLACK_BOT_TOKEN, and that it belongs to this app',
  not_authed: 'set SLACK_BOT_TOKEN',
  token_revoked: 'install the app again, and set SLACK_BOT_TOKEN to the new token',
  token_expired: 'install the app again, and set SLACK_BOT_TOKEN to the new token',
  account_inactive: 'the app was removed from the workspace; install it again',
  not_in_channel: 'invite the app to the channel, or call conversations.join first',
  channel_not_found: 'check the id; a private channel shows only once the app is invited',
  is_archived: 'the channel is archived; unarchive it or choose another',
  invalid_trigger_id: 'a trigger_id lives for 3 seconds and opens one view',
  expired_trigger_id: 'a trigger_id lives for 3 seconds; open the view first, then do what takes long',
  trigger_expired: 'a trigger_id lives for 3 seconds; open the view first, then do what takes long',
  trigger_exchanged: 'a trigger_id opens one view; push onto that one, or update it',
  message_not_found:
    'the message was deleted, or the channel and ts are not those that chat.postMessage answered',
  cant_update_message: 'an app can change its own messages only',
};

/** What Slack refused, and what to do about it, in one sentence. */
export function explainSlackError(
  method: string,
  { error = 'unknown_error', body, retryAfterMs }: SlackAnswer,
): string {
  const parts = [`Slack refused ${method}: ${error}`];
  const needed = scopesOf(body.needed);
  if (error === 'missing_scope' && needed !== undefined) {
    const provided = scopesOf(body.provided) ?? 'others';
    parts.push(`add the scope ${needed} to the app and install it again (it has ${provided})`);
  }
  if (retryAfterMs !== undefined) parts.push(`try again in ${Math.ceil(retryAfterMs / 1_000)} s`);
  const hint = Object.hasOwn(HINTS, error) ? HINTS[error] : undefined;
  if (hint !== undefined) parts.push(hint);
  parts.push(...messagesOf(body));
  return `${parts.join('; ')}.`;
}

const MOST_SCOPES_CHARACTERS = 2_000;

/** Scopes as Slack lists them in a refusal; undefined where that is no text. */
export function scopesOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MOST_SCOPES_CHARACTERS) : undefined;
}

/** Slack tells which block or argument it means here. */
function messagesOf({ response_metadata, errors }: Record<string, unknown>): string[] {
  const told =
    typeof response_metadata === 'object' && response_metadata !== null && 'messages' in response_metadata
      ? response_metadata.messages
      : errors;
  if (!Array.isArray(told)) return [];
  return told
    .filter((message) => typeof message === 'string')
    .map((message) => message.slice(0, 300))
    .slice(0, 5);
}
