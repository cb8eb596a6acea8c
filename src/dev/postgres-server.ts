import { join } from 'node:path';
import { HavocError } from '../base/index.js';
import { findFreePorts } from './free-ports.js';
import type { PostgresHome } from './postgres-home.js';
import { startWatchedProcess, type WatchedProcess } from './watched-process.js';

const READY = 'database system is ready to accept connections';
const PORT_TAKEN = 'could not bind';
const PORT_TRIES = 5;
/** What PostgreSQL said last is kept for the error message. */
const KEPT_LINES = 20;

/** Fixed, so that its messages can be read and its order of text is the same everywhere. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

interface ClusterOptions {
  home: PostgresHome;
  cluster: string;
  durable: boolean;
}

/** Fills an empty folder with a cluster. Resolves to what initdb said where it failed. */
export async function runInitdb({
  home,
  cluster,
  passwordFile,
  durable,
}: ClusterOptions & { passwordFile: string }): Promise<string | undefined> {
  const lines: string[] = [];
  const initdb = await startWatchedProcess({
    command: join(home.binFolder, 'initdb'),
    args: [
      `--pgdata=${cluster}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      ...(durable ? [] : ['--no-sync']),
    ],
    cwd: home.dataDir,
    env: ENVIRONMENT,
    runAs: home.runAs,
    graceMs: 1000,
    onLine: (line) => lines.push(line),
  });
  const { code } = await initdb.exited;
  return code === 0 ? undefined : lines.slice(-KEPT_LINES).join('\n');
}

/** Starts PostgreSQL on a free port, and resolves when it takes connections. */
export async function runPostgres(
  options: ClusterOptions & { removeAfterwards?: string },
): Promise<{ port: number; process: WatchedProcess }> {
  for (let tries = 1; ; tries++) {
    const [port = 0] = await findFreePorts(1);
    const { process, failure } = await tryPort(options, port);
    if (failure === undefined) return { port, process };
    // Another process took the port in the moment between.
    if (!failure.includes(PORT_TAKEN) || tries === PORT_TRIES) throw notStarted(options.cluster, failure);
  }
}

async function tryPort(
  { home, cluster, durable, removeAfterwards }: ClusterOptions & { removeAfterwards?: string },
  port: number,
): Promise<{ process: WatchedProcess; failure?: string }> {
  const lines: string[] = [];
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', max_wal_size: '4GB' }),
  };
  let onReady: (failure?: string) => void;
  const ready = new Promise<string | undefined>((resolve) => {
    onReady = resolve;
  });
  const process = await startWatchedProcess({
    command: join(home.binFolder, 'postgres'),
    args: [
      '-D',
      cluster,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: home.dataDir,
    env: ENVIRONMENT,
    runAs: home.runAs,
    // Its fast shutdown: connections are ended, what is committed is written.
    stopSignal: 'SIGINT',
    graceMs: 10_000,
    removeAfterwards,
    onLine: (line) => {
      if (lines.push(line) > KEPT_LINES) lines.shift();
      if (line.includes(READY)) onReady();
    },
  });
  void process.exited.then(() => onReady(lines.join('\n') || 'nothing'));
  return { process, failure: await ready };
}

function notStarted(cluster: string, output: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'dev.postgres_failed',
    message: `PostgreSQL did not start in ${cluster}. Free what is in its way, or set DATABASE_URL. It said:\n${output}`,
  });
}
