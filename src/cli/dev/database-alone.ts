import { type DatabaseOptions, provideDatabase } from './database.js';
import { type Environment, wantsLocalSlack } from './environment.js';
import { provideKeys } from './keys.js';
import { variablesFor } from './variables-for.js';

/**
 * Starts the database of a `havoc dev` that does not run. It stops when the scope ends. As in `havoc dev`, the
 * environment decides whether it is the database of the local Slack.
 *
 * @returns the variables that commands need to work on it
 */
export async function startDatabaseAlone({
  dataDir,
  ...options
}: Omit<DatabaseOptions, 'isLocal'>): Promise<Record<string, string>> {
  const environment: Environment = { ...process.env };
  const isLocal = wantsLocalSlack(environment);
  await provideDatabase(environment, { ...options, dataDir, isLocal });
  await provideKeys(environment, dataDir);
  return variablesFor(environment);
}
