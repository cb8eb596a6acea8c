/** Returns this process's environment for an app, without Slack's secrets (`SLACK_*`) and variables with the prefixes. */
export function appEnvironment(exceptPrefixes: readonly string[] = []): NodeJS.ProcessEnv {
  const withheld = ['SLACK_', ...exceptPrefixes];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !withheld.some((prefix) => name.startsWith(prefix))),
  );
}
