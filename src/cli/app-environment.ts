/** The environment for an app: that of this process, without Slack's secrets (`SLACK_*`) and the given prefixes. */
export function appEnvironment(exceptPrefixes: readonly string[] = []): NodeJS.ProcessEnv {
  const withheld = ['SLACK_', ...exceptPrefixes];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !withheld.some((prefix) => name.startsWith(prefix))),
  );
}
