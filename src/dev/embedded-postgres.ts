import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HavocError } from '../base/index.js';
import { ensureDatabase } from './postgres-connection.js';
import { findPostgresHome, type PostgresHome } from './postgres-home.js';
import { stopLeftover } from './postgres-leftover.js';
import { runInitdb, runPostgres } from './postgres-server.js';

export interface EmbeddedPostgresOptions {
  /** Holds the tables, the password and who uses it; made where it is not there. */
  dataDir: string;
  /** The name of the database, which is made where it is not there; `havoc` when absent. */
  database?: string;
  /** Told in a line what is being done. */
  onProgress?: (line: string) => void;
  /** False for tests: faster, and lost when the machine goes down. True when absent. */
  durable?: boolean;
  /** The data folder is removed when PostgreSQL has stopped, also when this process was killed. */
  ephemeral?: boolean;
}

export interface EmbeddedPostgres {
  /** As DATABASE_URL wants it; holds the password. */
  url: string;
  port: number;
  /** Of PostgreSQL's first process. */
  pid: number;
  /** Resolves when PostgreSQL is gone, asked or not. */
  exited: Promise<unknown>;
  /** Stops it in good order, and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Brings up a real PostgreSQL of our own on a free port of the loopback address, and a database in it.
 * It is gone when this process is, however that ends. What a crash left running in the data folder is found and
 * stopped first.
 *
 * @throws HavocError `dev.no_postgres`, `dev.postgres_in_use`, `dev.postgres_failed` (failed_precondition)
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database = 'havoc', onProgress = () => undefined, durable = true, ephemeral = false } = options;
  const home = await findPostgresHome(options.dataDir);
  const cluster = join(home.dataDir, 'cluster');
  const ownerFile = join(home.dataDir, 'owner.pid');
  const password = await readOrMakePassword(join(home.dataDir, 'password'));

  await stopLeftover({ cluster, ownerFile, password, onProgress });
  await writeFile(ownerFile, String(process.pid));
  if (!(await isThere(cluster))) {
    onProgress(`Making a PostgreSQL data folder in ${home.dataDir}`);
    await makeCluster(home, cluster, durable);
  }
  onProgress('Starting PostgreSQL');
  const server = await runPostgres({
    home,
    cluster,
    durable,
    removeAfterwards: ephemeral ? home.dataDir : undefined,
  });
  const stop = async () => {
    await server.process.stop();
    if (!ephemeral) await rm(ownerFile, { force: true });
  };
  try {
    const url = await ensureDatabase({ port: server.port, password, name: database });
    onProgress(`PostgreSQL is ready on 127.0.0.1:${server.port}`);
    return { url, port: server.port, pid: server.process.pid, exited: server.process.exited, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Any user of this machine can reach a loopback port, so the password keeps the others out. */
async function readOrMakePassword(file: string): Promise<string> {
  if (await isThere(file)) return readFile(file, 'utf8');
  const password = randomBytes(18).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** Takes its name when it is whole, so that a process killed in the middle leaves no half of one. */
async function makeCluster(home: PostgresHome, cluster: string, durable: boolean): Promise<void> {
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = join(unfinished, '..', 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, await readFile(join(home.dataDir, 'password')), { mode: 0o600 });
  if (home.runAs) {
    await chown(unfinished, home.runAs.uid, home.runAs.gid);
    await chown(passwordFile, home.runAs.uid, home.runAs.gid);
  }
  try {
    const failure = await runInitdb({ home, cluster: unfinished, passwordFile, durable });
    if (failure !== undefined) throw initdbFailed(home.dataDir, failure);
    await rename(unfinished, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function initdbFailed(dataDir: string, output: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'dev.postgres_failed',
    message: `PostgreSQL could not make its data folder in ${dataDir}. Free what is in its way, or set DATABASE_URL. It said:\n${output}`,
  });
}
