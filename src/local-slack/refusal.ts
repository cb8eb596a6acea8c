import { HavocError } from '../base/index.js';

/**
 * Creates the error for a request that Slack would answer with `ok: false`. The rules of the workspace throw it. The
 * Web API turns the error into Slack's JSON, and the page's socket turns it into a result. A test receives the error
 * itself if it lets a person do something impossible.
 *
 * @param error Slack's error code, such as `channel_not_found`
 * @param message what is wrong and what to do, for people
 * @param details the lines that Slack puts into `response_metadata.messages`
 */
export function refusal(error: string, message: string, details: readonly string[] = []): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: `local_slack.${error}`,
    message,
    fields: { slack_error: error, details: details.length > 0 ? details.join('\n') : undefined },
  });
}

/**
 * Creates the error for a call whose token lacks a scope.
 *
 * @param needed the scopes of which one would be enough
 * @param provided the scopes of the token
 */
export function missingScope(needed: readonly string[], provided: readonly string[]): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.missing_scope',
    message: `The token lacks a scope. Install the app again with ${needed.join(' or ')}.`,
    fields: { slack_error: 'missing_scope', needed: needed.join(), provided: provided.join() },
  });
}

interface Refusal {
  error: string;
  text: string;
  details: string[];
  /** Further fields of the answer. */
  fields: { needed?: string; provided?: string };
}

/** The content of a refusal; undefined for any other error. */
export function findRefusal(thrown: unknown): Refusal | undefined {
  if (!(thrown instanceof HavocError)) return undefined;
  const { slack_error: error, details, needed, provided } = thrown.fields;
  if (typeof error !== 'string') return undefined;
  return {
    error,
    text: thrown.message,
    details: typeof details === 'string' ? details.split('\n') : [],
    fields: typeof needed === 'string' ? { needed, provided: String(provided) } : {},
  };
}
