import { isObject } from '../base/index.js';
import { remedyFor, type SlackAnswer } from '../slack/index.js';

/** Returns a sentence that says what Slack refused and what to do about it. */
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
  const remedy = remedyFor(error, 'bot');
  if (remedy !== undefined) parts.push(remedy);
  parts.push(...messagesOf(body));
  return `${parts.join('; ')}.`;
}

const MOST_SCOPES_CHARACTERS = 2_000;

/** Returns the scopes that Slack lists in a refusal, or undefined if the value is not a text. */
export function scopesOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MOST_SCOPES_CHARACTERS) : undefined;
}

/** Returns Slack's messages about the invalid blocks or arguments. */
function messagesOf({ response_metadata, errors }: Record<string, unknown>): string[] {
  const told =
    isObject(response_metadata) && 'messages' in response_metadata ? response_metadata.messages : errors;
  if (!Array.isArray(told)) return [];
  return told
    .filter((message) => typeof message === 'string')
    .map((message) => message.slice(0, 300))
    .slice(0, 5);
}
