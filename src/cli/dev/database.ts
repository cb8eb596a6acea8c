import { join } from 'node:path';
import type { Scope } from '../../base/index.js';
import type { Config } from '../../config.js';
import { emptyTables, migrate } from '../../db/index.js';
import { startEmbeddedPostgres } from '../../dev/index.js';
import { VERSION } from '../../version.js';
import type { Say } from '../output.js';
import type { Environment } from './environment.js';

export interface DatabaseOptions {
  /** The folder for the data of the embedded PostgreSQL. */
  dataDir: string;
  /** True with the local Slack. */
  isLocal: boolean;
  scope: Scope;
  onProgress: Say;
}

/** Database names. Runs with the local Slack use a separate database, so that a real workspace keeps its data. */
const EMBEDDED = { local: 'havoc_local', real: 'havoc' };

/** Starts the embedded PostgreSQL if DATABASE_URL is not set. Returns true if it did. */
export async function provideDatabase(environment: Environment, options: DatabaseOptions): Promise<boolean> {
  if (environment.DATABASE_URL) return false;
  environment.DATABASE_URL = await startEmbedded(options);
  // This URL is for another database.
  delete environment.DATABASE_DIRECT_URL;
  return true;
}

/** Starts the embedded PostgreSQL until the scope ends. Returns the URL of the database. */
export async function startEmbedded({
  dataDir,
  isLocal,
  scope,
  onProgress,
}: DatabaseOptions): Promise<string> {
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    database: isLocal ? EMBEDDED.local : EMBEDDED.real,
    onProgress,
  });
  scope.onRelease(() => postgres.stop());
  return postgres.url;
}

export interface TablesOptions {
  /** True for the embedded database, which only `havoc dev` uses. */
  isOwn: boolean;
  /** True if the local Slack has started with a new world. */
  isNewWorld: boolean;
  /** Empties the tables, in any database. */
  reset: boolean;
  onProgress: Say;
}

/**
 * Brings the tables up to date, and empties them on request. Events of an earlier world of the local Slack would mean
 * nothing to a new one, so the embedded database is emptied for a new world, too. A database that DATABASE_URL names is
 * only emptied on request.
 */
export async function prepareTables(
  { DATABASE_DIRECT_URL, DATABASE_URL }: Pick<Config, 'DATABASE_DIRECT_URL' | 'DATABASE_URL'>,
  { isOwn, isNewWorld, reset, onProgress }: TablesOptions,
): Promise<void> {
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  const { applied } = await migrate({ url, version: VERSION, onProgress });
  if (reset || (isOwn && isNewWorld)) {
    if (reset) onProgress("Emptying havoc's tables");
    await emptyTables(url);
  } else if (isNewWorld && applied.length === 0) {
    onProgress(
      'The database in DATABASE_URL may contain events of an earlier local Slack. havoc delivers them again. Use --reset to drop them.',
    );
  }
}
