import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScope } from '../../src/base/index.js';
import { migrate } from '../../src/db/index.js';
import { startEmbeddedPostgres } from '../../src/dev/index.js';
import { VERSION } from '../../src/version.js';
import { createDatabase } from './database.js';

// One server for all test files of a run, and on it one migrated database that each file's own is copied from.
// jest starts its workers after the set-up, so they find both in their environment.
const scope = createScope();
let started: Promise<void> | undefined;

/** Brings up a PostgreSQL, or takes the one that DATABASE_URL names, and makes the database to copy from; once. */
export function startTestServer(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  process.env.HAVOC_TEST_SERVER = process.env.DATABASE_URL || (await startServer());
  const template = await createDatabase();
  scope.onRelease(template.drop);
  await migrate({ url: template.url, version: VERSION });
  process.env.HAVOC_TEST_TEMPLATE = new URL(template.url).pathname.slice(1);
}

export async function stopTestServer(): Promise<void> {
  await scope.release();
}

async function startServer(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'havoc-test-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false, ephemeral: true });
  scope.onRelease(server.stop);
  return server.url;
}
