import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HavocError } from '../base/index.js';
import { ensureDatabase } from './postgres-connection.js';
import { findPostgresHome, type PostgresHome } from './postgres-home.js';
import { stopLeftover } from './postgres-leftover.js';
import { runInitdb, runPostgres } from './postgres-server.js';

export interface EmbeddedPostgresOptions {
  /** The folder for the tables, the password and the id of the owning process. Created if missing. */
  dataDir: string;
  /** The name of the database, created if missing. Default: `havoc`. */
  database?: string;
  /** Receives progress messages. */
  onProgress?: (line: string) => void;
  /** False for tests: faster, but a crash of the machine loses the data. Default: true. */
  durable?: boolean;
  /** Removes the data folder when PostgreSQL has stopped, even if this process is killed. */
  ephemeral?: boolean;
}

export interface EmbeddedPostgres {
  /** The connection URL in the form of DATABASE_URL, with the password. */
  url: string;
  port: number;
  /** The id of PostgreSQL's first process. */
  pid: number;
  /** Resolves when PostgreSQL has ended, for any reason. */
  exited: Promise<unknown>;
  /** Shuts PostgreSQL down, and waits until it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL on a free port of the loopback address, with a database in it. PostgreSQL ends with this
 * process, however this process ends. A PostgreSQL that a crash has left running in the data folder is stopped first.
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
    onProgress(`Creating a PostgreSQL data folder in ${home.dataDir}`);
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

/** Every user of this machine can reach a loopback port, so PostgreSQL needs a password. */
async function readOrMakePassword(file: string): Promise<string> {
  if (await isThere(file)) return readFile(file, 'utf8');
  const password = randomBytes(18).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** Creates the cluster under a temporary name, and renames it when complete, so that a kill leaves no partial one. */
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
    message: `PostgreSQL could not create its data folder in ${dataDir}. Fix the problem below, or set DATABASE_URL. Its output:\n${output}`,
  });
}
