/** The prefixes of variables with secrets that an app does not need. */
const WITHHELD = ['SLACK_', 'HAVOC_ENCRYPTION_KEYS'];

/** Returns this process's environment for an app, without havoc's own secrets and the variables with the prefixes. */
export function appEnvironment(exceptPrefixes: readonly string[] = []): NodeJS.ProcessEnv {
  const withheld = [...WITHHELD, ...exceptPrefixes];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !withheld.some((prefix) => name.startsWith(prefix))),
  );
}
