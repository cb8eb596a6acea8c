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

/** The content of a refusal; undefined for any other error. */
export function findRefusal(thrown: unknown): { error: string; text: string; details: string[] } | undefined {
  if (!(thrown instanceof HavocError)) return undefined;
  const { slack_error: error, details } = thrown.fields;
  if (typeof error !== 'string') return undefined;
  return { error, text: thrown.message, details: typeof details === 'string' ? details.split('\n') : [] };
}
