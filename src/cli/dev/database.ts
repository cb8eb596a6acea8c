import { join } from 'node:path';
import type { Scope } from '../../base/index.js';
import type { Config } from '../../config.js';
import { emptyTables, migrate } from '../../db/index.js';
import { startEmbeddedPostgres } from '../../dev/index.js';
import { VERSION } from '../../version.js';
import type { Say } from '../output.js';
import type { Environment } from './environment.js';

export interface DatabaseOptions {
  /** Where the embedded PostgreSQL keeps its data. */
  dataDir: string;
  /** Whether Slack is the local one. */
  isLocal: boolean;
  scope: Scope;
  onProgress: Say;
}

/** One for each world, so that what is kept of a real workspace is still there after runs with the local Slack. */
const EMBEDDED = { local: 'havoc_local', real: 'havoc' };

/** Starts a PostgreSQL where DATABASE_URL names none, and tells whether it did. */
export async function provideDatabase(
  environment: Environment,
  { dataDir, isLocal, scope, onProgress }: DatabaseOptions,
): Promise<boolean> {
  if (environment.DATABASE_URL) return false;
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    database: isLocal ? EMBEDDED.local : EMBEDDED.real,
    onProgress,
  });
  scope.onRelease(() => postgres.stop());
  environment.DATABASE_URL = postgres.url;
  // Of another database than this one.
  delete environment.DATABASE_DIRECT_URL;
  return true;
}

export interface TablesOptions {
  /** True for the embedded database, which only `havoc dev` uses. */
  isOwn: boolean;
  isLocal: boolean;
  /** Begin anew, whatever database it is. */
  reset: boolean;
  onProgress: Say;
}

/**
 * Brings the tables up to date, and empties them on request. The local Slack forgets everything when it ends, so the
 * embedded database that belongs to it is emptied at each start. A database that DATABASE_URL names is only emptied on
 * request.
 */
export async function prepareTables(
  { DATABASE_DIRECT_URL, DATABASE_URL }: Pick<Config, 'DATABASE_DIRECT_URL' | 'DATABASE_URL'>,
  { isOwn, isLocal, reset, onProgress }: TablesOptions,
): Promise<void> {
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  const { applied } = await migrate({ url, version: VERSION, onProgress });
  if (reset || (isOwn && isLocal)) {
    if (reset) onProgress("Emptying havoc's tables");
    await emptyTables(url);
  } else if (isLocal && applied.length === 0) {
    onProgress(
      'DATABASE_URL may hold events of an earlier local Slack, and they come again: --reset drops them',
    );
  }
}
