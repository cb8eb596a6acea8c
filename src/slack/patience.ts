/**
 * How long Slack waits for an answer to a request, or for an acknowledgement over Socket Mode, in milliseconds.
 *
 * @see https://docs.slack.dev/apis/events-api#responding
 */
export const SLACK_WAITS_MS = 3_000;
