/** What an app is started with: of this process's environment all but what proves to Slack or from Slack, and but these. */
export function appEnvironment(exceptPrefixes: readonly string[] = []): NodeJS.ProcessEnv {
  const withheld = ['SLACK_', ...exceptPrefixes];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !withheld.some((prefix) => name.startsWith(prefix))),
  );
}
