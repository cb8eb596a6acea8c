import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { HavocError, isAlive } from '../base/index.js';
import { withConnection } from './postgres-connection.js';

export interface LeftoverOptions {
  /** The data folder of PostgreSQL itself. */
  cluster: string;
  /** The file with the id of the process that last started PostgreSQL here. */
  ownerFile: string;
  password: string;
  onProgress: (line: string) => void;
}

/** PostgreSQL's error code while it starts up or shuts down. */
const CANNOT_CONNECT_NOW = '57P03';
const STOP_MS = 15_000;

/**
 * Stops a PostgreSQL that still runs in this data folder although its owner, the process that started it, has ended.
 * A server is only stopped if it accepts our password and reports this folder as its own. The process id in an old
 * pid file does not suffice, because another process may have it now.
 *
 * @throws HavocError `dev.postgres_in_use` (failed_precondition) while the owner is alive
 */
export async function stopLeftover({
  cluster,
  ownerFile,
  password,
  onProgress,
}: LeftoverOptions): Promise<void> {
  const deadline = Date.now() + STOP_MS;
  let asked = false;
  for (;;) {
    const found = await findServer(cluster, password);
    if (found === undefined) return;
    const owner = await readFile(ownerFile, 'utf8').then(Number, () => undefined);
    if (owner !== undefined && owner !== process.pid && isAlive(owner))
      throw inUse(cluster, `process ${owner}`);
    if (Date.now() > deadline) throw inUse(cluster, `PostgreSQL's process ${found.pid}, which does not stop`);
    if (!asked) {
      onProgress('Stopping a PostgreSQL that an earlier run left behind');
      process.kill(found.pid, 'SIGINT');
      asked = true;
    }
    await wait(100);
  }
}

/** Finds the running PostgreSQL of this data folder from its pid file, and checks that it confirms the folder. */
async function findServer(cluster: string, password: string): Promise<{ pid: number } | undefined> {
  const lines = await readFile(`${cluster}/postmaster.pid`, 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !port || !isAlive(pid)) return undefined;
  try {
    const folder = await withConnection({ port, password }, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
      return rows[0]?.data_directory;
    });
    return folder === cluster ? { pid } : undefined;
  } catch (thrown) {
    return thrown instanceof pg.DatabaseError && thrown.code === CANNOT_CONNECT_NOW ? { pid } : undefined;
  }
}

function inUse(cluster: string, by: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'dev.postgres_in_use',
    message: `The embedded PostgreSQL in ${cluster} is in use by ${by}. Stop that process first, or choose another data folder.`,
  });
}
