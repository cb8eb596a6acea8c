/** Environment variables, before they are parsed into a configuration. */
export type Environment = Record<string, string | undefined>;

/** Returns true if no secret of an app in the real Slack is set. Then `havoc dev` starts the local Slack. */
export function wantsLocalSlack({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }: Environment): boolean {
  return !SLACK_SIGNING_SECRET && !SLACK_APP_TOKEN;
}
