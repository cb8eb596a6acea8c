import type { ErrorKind } from '../base/index.js';

// What Slack's words for what is wrong mean. docs.slack.dev/reference/methods has those of each method.

/** The first that matches counts. */
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

/** What kind of failure Slack's error is; `failed_precondition` where the table does not know it. */
export function kindOfSlackError(error: string): ErrorKind {
  return KINDS.find(([pattern]) => pattern.test(error))?.[1] ?? 'failed_precondition';
}

/** Slack answers of itself, or of how often it is asked: the same call may pass later. */
export function isPassing(error: string): boolean {
  return error === 'ratelimited' || kindOfSlackError(error) === 'unavailable';
}

/** No call passes with the token any more. */
export function refusesToken(error: string): boolean {
  return kindOfSlackError(error) === 'unauthenticated';
}

/** `app` stands for an app-level token, `xapp-`. */
type TokenKind = 'bot' | 'app';

const LIVES_SHORTLY = 'a trigger_id lives for 3 seconds; open the view first, then do what takes long';
const NEW_BOT_TOKEN = 'install the app again, and set SLACK_BOT_TOKEN to the new token';
const COPY_APP_TOKEN = 'copy an app-level token from your app’s Basic Information page to SLACK_APP_TOKEN';
const ADD_APP_SCOPE = 'give the app-level token the scope connections:write';

/** What a person can do about it. */
const REMEDIES: Readonly<Record<string, { [kind in TokenKind]?: string }>> = {
  invalid_auth: { bot: 'check SLACK_BOT_TOKEN, and that it belongs to this app', app: COPY_APP_TOKEN },
  not_authed: { bot: 'set SLACK_BOT_TOKEN', app: COPY_APP_TOKEN },
  token_revoked: { bot: NEW_BOT_TOKEN, app: COPY_APP_TOKEN },
  token_expired: { bot: NEW_BOT_TOKEN, app: COPY_APP_TOKEN },
  not_allowed_token_type: { app: COPY_APP_TOKEN },
  missing_scope: { app: ADD_APP_SCOPE },
  no_permission: { app: ADD_APP_SCOPE },
  forbidden_team: { app: 'have the workspace allow the app' },
  account_inactive: {
    bot: 'the app was removed from the workspace; install it again',
    app: 'see whether the app, or who installed it, is still active',
  },
  user_removed_from_team: { app: 'install the app again' },
  team_disabled: { app: 'see what became of the workspace' },
  not_in_channel: { bot: 'invite the app to the channel, or call conversations.join first' },
  channel_not_found: { bot: 'check the id; a private channel shows only once the app is invited' },
  is_archived: { bot: 'the channel is archived; unarchive it or choose another' },
  invalid_trigger_id: { bot: 'a trigger_id lives for 3 seconds and opens one view' },
  expired_trigger_id: { bot: LIVES_SHORTLY },
  trigger_expired: { bot: LIVES_SHORTLY },
  trigger_exchanged: { bot: 'a trigger_id opens one view; push onto that one, or update it' },
  message_not_found: {
    bot: 'the message was deleted, or the channel and ts are not those that chat.postMessage answered',
  },
  cant_update_message: { bot: 'an app can change its own messages only' },
};

/** What to do about an error of a call with such a token, as half a sentence; undefined where nothing is known. */
export function remedyFor(error: string, token: TokenKind): string | undefined {
  return Object.hasOwn(REMEDIES, error) ? REMEDIES[error]?.[token] : undefined;
}
