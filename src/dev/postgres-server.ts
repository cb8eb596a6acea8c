import { join } from 'node:path';
import { HavocError } from '../base/index.js';
import { findFreePorts } from './free-ports.js';
import type { PostgresHome } from './postgres-home.js';
import { startWatchedProcess, type WatchedProcess } from './watched-process.js';

const READY = 'database system is ready to accept connections';
const PORT_TAKEN = 'could not bind';
const PORT_TRIES = 5;
/** The number of PostgreSQL's last lines that an error message shows. */
const KEPT_LINES = 20;

/** A fixed locale and time zone, so that messages can be parsed and text sorts the same everywhere. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

interface ClusterOptions {
  home: PostgresHome;
  cluster: string;
  durable: boolean;
}

/** Creates a cluster in an empty folder. Resolves to initdb's last output if it failed, otherwise to undefined. */
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

/** Starts PostgreSQL on a free port, and resolves when it accepts connections. */
export async function runPostgres(
  options: ClusterOptions & { removeAfterwards?: string },
): Promise<{ port: number; process: WatchedProcess }> {
  for (let tries = 1; ; tries++) {
    const [port = 0] = await findFreePorts(1);
    const { process, failure } = await tryPort(options, port);
    if (failure === undefined) return { port, process };
    // If another process has taken the port since, another port is tried.
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
    // SIGINT is PostgreSQL's fast shutdown: it ends connections, and writes committed data.
    stopSignal: 'SIGINT',
    graceMs: 10_000,
    removeAfterwards,
    onLine: (line) => {
      if (lines.push(line) > KEPT_LINES) lines.shift();
      if (line.includes(READY)) onReady();
    },
  });
  void process.exited.then(() => onReady(lines.join('\n') || '(none)'));
  return { process, failure: await ready };
}

function notStarted(cluster: string, output: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'dev.postgres_failed',
    message: `PostgreSQL did not start in ${cluster}. Fix the problem below, or set DATABASE_URL. Its output:\n${output}`,
  });
}
