import { join } from 'node:path';
import type { Scope } from '../base/index.js';
import { migrate } from '../db/index.js';
import { startEmbeddedPostgres } from '../dev/index.js';
import { VERSION } from '../version.js';

/**
 * Starts the PostgreSQL that all runs share, with a migrated template database. Resolves to the variables for tests.
 */
export async function startDatabaseServer(folder: string, scope: Scope): Promise<NodeJS.ProcessEnv> {
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    durable: false,
    ephemeral: true,
  });
  scope.onRelease(() => server.stop());
  await migrate({ url: server.url, version: VERSION });
  return {
    HAVOC_TEST_SERVER: new URL('/postgres', server.url).href,
    HAVOC_TEST_TEMPLATE: new URL(server.url).pathname.slice(1),
  };
}
