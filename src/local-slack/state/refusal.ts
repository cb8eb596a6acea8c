import { HavocError } from '../../base/index.js';

/**
 * What Slack answers as `ok: false`: thrown by the rules of the workspace, turned into Slack's JSON by the Web
 * API, into a result by the page, and left as it is for a test that does what a person could not.
 *
 * @param error Slack's own word, as in `channel_not_found`
 * @param message for people; what is wrong and what to do
 * @param details what Slack puts into `response_metadata.messages`, one a line
 */
export function refusal(error: string, message: string, details: readonly string[] = []): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: `local_slack.${error}`,
    message,
    fields: { slack_error: error, details: details.length > 0 ? details.join('\n') : undefined },
  });
}

/** What a refusal carries; undefined for anything else that was thrown. */
export function findRefusal(thrown: unknown): { error: string; text: string; details: string[] } | undefined {
  if (!(thrown instanceof HavocError)) return undefined;
  const { slack_error: error, details } = thrown.fields;
  if (typeof error !== 'string') return undefined;
  return { error, text: thrown.message, details: typeof details === 'string' ? details.split('\n') : [] };
}
