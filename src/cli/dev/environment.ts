/** Environment variables, before they are parsed into a configuration. */
export type Environment = Record<string, string | undefined>;

/** True if there is no secret of an app in the real Slack. Then the local Slack is started. */
export function wantsLocalSlack({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }: Environment): boolean {
  return !SLACK_SIGNING_SECRET && !SLACK_APP_TOKEN;
}
