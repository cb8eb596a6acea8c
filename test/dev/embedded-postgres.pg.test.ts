import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { isAlive } from '../../src/base/index.js';
import { startEmbeddedPostgres } from '../../src/dev/index.js';
import { runSource } from '../support/process.js';
import { until } from '../support/until.js';

const PARENT = fileURLToPath(new URL('postgres-parent.ts', import.meta.url));

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'havoc-embedded-'));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

async function startParent(...flags: string[]) {
  const parent = runSource(PARENT, [dataDir, ...flags]);
  const [, pid, url] = (await parent.line(/^postgres /)).split(' ');
  return { parent, pid: Number(pid), url: url ?? '' };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The id of the parent process. PostgreSQL's parent is its watcher. */
function findParentOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
}

test('data survives a stop and a start', async () => {
  const lines: string[] = [];
  const first = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    onProgress: (line) => lines.push(line),
  });
  expect(lines).toEqual([
    expect.stringMatching(/^Creating a PostgreSQL data folder/),
    'Starting PostgreSQL',
    `PostgreSQL is ready on 127.0.0.1:${first.port}`,
  ]);
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startEmbeddedPostgres({ dataDir, durable: false });
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  expect(await query(second.url, 'SHOW server_version_num')).toEqual([
    { server_version_num: expect.stringMatching(/^18/) },
  ]);
  await second.stop();
});

test('a connection without the password is refused', async () => {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  const stranger = new URL(postgres.url);
  stranger.password = 'guess';
  await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await postgres.stop();
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'no PostgreSQL is left after its parent gets %s',
  async (signal) => {
    const { parent, pid } = await startParent();
    parent.kill(signal);
    await parent.exited;
    await until(() => !isAlive(pid));
  },
);

test('an ephemeral data folder is removed after its parent is killed', async () => {
  const { parent, pid } = await startParent('--ephemeral');
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid));
  await until(async () => (await readdir(dataDir).catch(() => undefined)) === undefined);
});

test('a PostgreSQL whose parent and watcher were both killed is stopped and started again', async () => {
  const { parent, pid, url } = await startParent();
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
  parent.kill('SIGSTOP');
  process.kill(findParentOf(pid), 'SIGKILL');
  parent.kill('SIGKILL');
  await parent.exited;
  expect(isAlive(pid)).toBe(true);

  const lines: string[] = [];
  const again = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    onProgress: (line) => lines.push(line),
  });
  expect(lines[0]).toBe('Stopping a PostgreSQL that an earlier run left behind');
  await until(() => !isAlive(pid));
  expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  await again.stop();
});

test('a data folder in use is refused, and the message names the process', async () => {
  const { parent, pid } = await startParent();
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
    code: 'dev.postgres_in_use',
    message: expect.stringContaining(`in use by process ${parent.pid}`),
  });
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGINT');
  await parent.exited;
});
