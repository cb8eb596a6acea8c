import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScope } from '../../src/base/index.js';
import { migrate } from '../../src/db/index.js';
import { startEmbeddedPostgres } from '../../src/dev/index.js';
import { VERSION } from '../../src/version.js';
import { createDatabase } from './database.js';

// All test files of a run share one server. It has one migrated database as the template of all test databases.
// jest starts its workers after the setup, so they find the URLs of both in their environment.
const scope = createScope();
let started: Promise<void> | undefined;

/** Starts a PostgreSQL, or uses the one of DATABASE_URL, and creates the template database. Does so only once. */
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
