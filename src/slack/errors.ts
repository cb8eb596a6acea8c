import type { ErrorKind } from '../base/index.js';

/**
 * The kind of each of Slack's errors. The first pattern that matches decides.
 *
 * @see https://docs.slack.dev/reference/methods for the errors of each method
 */
const KINDS: readonly [RegExp, ErrorKind][] = [
  [
    /^(?:ratelimited|rate_limited|message_limit_exceeded|.*_limit_(?:exceeded|reached))$/,
    'resource_exhausted',
  ],
  [/^(?:invalid_auth|not_authed|token_(?:revoked|expired)|account_inactive)$/, 'unauthenticated'],
  [
    /^(?:missing_scope|not_allowed_token_type|no_permission|ekm_access_denied|access_denied|org_login_required|team_access_not_granted|not_in_channel|not_admin|.*restricted.*|.*_forbidden|cant_.*|is_bot|user_is_bot)$/,
    'permission_denied',
  ],
  [/^(?:.*_not_found|.*_not_visible|not_found|no_such_.*|no_reaction)$/, 'not_found'],
  [/^(?:already_.*|name_taken|duplicate_.*)$/, 'already_exists'],
  [/^(?:hash_conflict|view_too_large_conflict)$/, 'aborted'],
  [/^(?:fatal_error|internal_error|service_unavailable|team_added_to_org|request_timeout)$/, 'unavailable'],
  [/^(?:unknown_method|method_deprecated|deprecated_endpoint)$/, 'unimplemented'],
  [
    /^(?:invalid_.*|bad_.*|no_text|no_.*_specified|missing_(?:argument|charset|post_type|.*)|.*_too_(?:long|many|large|short)|too_many_.*|msg_too_long|exceeds_.*)$/,
    'invalid_argument',
  ],
];

/** Returns the kind of a Slack error. An error that matches no pattern is `failed_precondition`. */
export function kindOfSlackError(error: string): ErrorKind {
  return KINDS.find(([pattern]) => pattern.test(error))?.[1] ?? 'failed_precondition';
}

/** True if the cause is temporary (a failure of Slack or a rate limit), so that the same call may succeed later. */
export function isPassing(error: string): boolean {
  return error === 'ratelimited' || kindOfSlackError(error) === 'unavailable';
}

/** True if Slack refuses every call with this token. */
export function refusesToken(error: string): boolean {
  return kindOfSlackError(error) === 'unauthenticated';
}

/** The kind of a token: a bot token, or an app-level token (`xapp-`). */
type TokenKind = 'bot' | 'app';

const TRIGGER_EXPIRES = 'a trigger_id is valid for 3 seconds; open the view first, then do the slow work';
const NEW_BOT_TOKEN = 'install the app again, and set SLACK_BOT_TOKEN to the new token';
const COPY_APP_TOKEN = 'copy an app-level token from your app’s Basic Information page to SLACK_APP_TOKEN';
const ADD_APP_SCOPE = 'give the app-level token the scope connections:write';

/** What to do about an error, for each kind of token. */
const REMEDIES: Readonly<Record<string, { [kind in TokenKind]?: string }>> = {
  invalid_auth: { bot: 'check SLACK_BOT_TOKEN, and that it belongs to this app', app: COPY_APP_TOKEN },
  not_authed: { bot: 'set SLACK_BOT_TOKEN', app: COPY_APP_TOKEN },
  token_revoked: { bot: NEW_BOT_TOKEN, app: COPY_APP_TOKEN },
  token_expired: { bot: NEW_BOT_TOKEN, app: COPY_APP_TOKEN },
  not_allowed_token_type: { app: COPY_APP_TOKEN },
  missing_scope: { app: ADD_APP_SCOPE },
  no_permission: { app: ADD_APP_SCOPE },
  forbidden_team: { app: 'ask the workspace to allow the app' },
  account_inactive: {
    bot: 'the app was removed from the workspace; install it again',
    app: 'check that the app, and the user who installed it, are still active',
  },
  user_removed_from_team: { app: 'install the app again' },
  team_disabled: { app: 'check whether the workspace still exists' },
  not_in_channel: { bot: 'invite the app to the channel, or call conversations.join first' },
  channel_not_found: { bot: 'check the id; an app sees a private channel only after it is invited' },
  is_archived: { bot: 'the channel is archived; unarchive it or choose another' },
  invalid_trigger_id: { bot: 'a trigger_id is valid for 3 seconds and opens one view' },
  expired_trigger_id: { bot: TRIGGER_EXPIRES },
  trigger_expired: { bot: TRIGGER_EXPIRES },
  trigger_exchanged: { bot: 'a trigger_id opens one view; push a view onto it, or update it' },
  message_not_found: {
    bot: 'the message was deleted, or the channel and ts are not the ones that chat.postMessage returned',
  },
  cant_update_message: { bot: 'an app can change only its own messages' },
};

/**
 * Returns what to do about an error of a call with this kind of token, or undefined if nothing is known. The text is a
 * clause without capital letter or full stop.
 */
export function remedyFor(error: string, token: TokenKind): string | undefined {
  return Object.hasOwn(REMEDIES, error) ? REMEDIES[error]?.[token] : undefined;
}
