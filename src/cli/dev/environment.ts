/** What havoc is configured by, before it is read. */
export type Environment = Record<string, string | undefined>;

/** Whether it has no secret of an app of the real Slack, so that the local one is to be started. */
export function wantsLocalSlack({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }: Environment): boolean {
  return !SLACK_SIGNING_SECRET && !SLACK_APP_TOKEN;
}
