import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { HavocError, type Scope, withScope } from '../base/index.js';
import { readStorageConfig, type StorageConfig } from '../config.js';
import { type Database, inspectTables, openDatabase } from '../db/index.js';
import { createVault, type Vault } from '../vault/index.js';
import { VERSION } from '../version.js';
import { needsDevelopment } from './needs-development.js';
import { tell } from './output.js';
import { findRunningDev } from './running-dev.js';

export interface StorageOptions {
  /** The data folder of the `havoc dev` whose database to use if DATABASE_URL is not set. */
  dataDir: string;
}

/** havoc's database, for a command that works on it without a sidecar. Sidecars may run at the same time. */
export interface Storage {
  database: Database;
  vault: Vault;
  /** Identifies this process in the notices of its changes to the sidecars. */
  replica: string;
  config: StorageConfig;
}

/**
 * Opens the database, runs `body`, and closes the database. The database is the one in DATABASE_URL.
 * Without DATABASE_URL, it is that of the `havoc dev` with this data folder, whether it runs or not.
 *
 * @throws HavocError `cli.no_database`, `cli.tables_out_of_date` (failed_precondition), `config.invalid`
 * (invalid_argument), or an error of the database
 */
export async function withStorage<Result>(
  { dataDir }: StorageOptions,
  body: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  return withScope(async (scope) => {
    const config = readStorageConfig(await findVariables(dataDir, scope));
    const { pending } = await inspectTables(config.DATABASE_DIRECT_URL ?? config.DATABASE_URL, VERSION);
    if (pending.length > 0) throw tablesOutOfDate(pending.length);
    const database = openDatabase({ url: config.DATABASE_URL, poolSize: 2 });
    scope.onRelease(() => database.close());
    const result = await body({ database, vault: createVault(config.keys), replica: randomUUID(), config });
    await scope.release();
    return result;
  });
}

/** Returns the environment of this process. Without DATABASE_URL in it, adds that of the `havoc dev`. */
async function findVariables(dataDir: string, scope: Scope): Promise<NodeJS.ProcessEnv> {
  const { env } = process;
  if (env.DATABASE_URL || env.DATABASE_DIRECT_URL) return env;
  const running = await findRunningDev(dataDir);
  const variables = running?.variables ?? (await startStopped(dataDir, scope));
  return { ...variables, ...Object.fromEntries(Object.entries(env).filter(([, value]) => value)) };
}

/** Starts the PostgreSQL of a `havoc dev` that does not run. */
async function startStopped(dataDir: string, scope: Scope): Promise<Record<string, string>> {
  const isThere = await access(join(dataDir, 'postgres')).then(
    () => true,
    () => false,
  );
  if (!isThere) throw noDatabase(dataDir);
  const { startDatabaseAlone } = await needsDevelopment(() => import('./dev/database-alone.js'));
  return startDatabaseAlone({ dataDir, scope, onProgress: tell });
}

function noDatabase(dataDir: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.no_database',
    message:
      `DATABASE_URL is not set, and ${dataDir} is not the data folder of a \`havoc dev\`. Set DATABASE_URL and ` +
      'HAVOC_ENCRYPTION_KEYS as for `havoc serve`, or name the folder with --data-dir.',
  });
}

function tablesOutOfDate(count: number): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.tables_out_of_date',
    message: `The tables are older than this havoc. Run \`havoc migrate\` first (migrations to apply: ${count}).`,
  });
}
