import type { Environment } from './environment.js';

const NAMES = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'HAVOC_ENCRYPTION_KEYS',
  'HAVOC_ENCRYPTION_KEYS_FILE',
  'SLACK_API_URL',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
];

/** Returns the variables that commands on the database of a `havoc dev` need from its environment. */
export function variablesFor(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = environment[name];
      return value ? [[name, value]] : [];
    }),
  );
}
