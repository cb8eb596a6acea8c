import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createScope, type Scope } from '../base/index.js';
import { findFreePorts } from '../dev/index.js';
import {
  exportLocalSlack,
  importLocalSlack,
  type ServeOptions,
  serveLocalSlack,
} from '../local-slack/index.js';
import { nowMs } from './clock.js';
import { type Databases, runSql } from './databases.js';
import type { Metrics } from './figures.js';
import { startProgram } from './processes.js';
import type { Subject } from './scenarios/scenario.js';
import { startMeter } from './usage.js';
import { createApiClient, openBenchTab } from './world-client.js';
import { personId, TEMPLATES, type WorldSize, writeWorldFile } from './world-file.js';
import { type Measured, measurePosts, measureReads } from './world-measures.js';

const MB = 1024 * 1024;

export interface WorldOptions {
  databases: Databases;
  /** The folder for files. */
  folder: string;
  scope: Scope;
  size: WorldSize;
}

const say = (line: string) => void process.stderr.write(`world: ${line}\n`);

/** A world in memory, and one in PostgreSQL. A process of its own serves it in each measurement. */
export async function createWorldSubject(
  name: string,
  kind: 'memory' | 'postgres',
  { databases, folder, scope, size }: WorldOptions,
): Promise<Subject> {
  const [port = 0] = await findFreePorts(1);
  const file = `${folder}/${kind}.world`;
  const database = await databases.addEmpty(`world_${kind}`);
  await writeTemplates(database, port, file);
  await writeWorldFile(file, `${file}.templates`, size);
  if (kind === 'postgres') {
    const beganMs = nowMs();
    await importLocalSlack({ database, file, onProgress: say });
    say(`imported in ${Math.round((nowMs() - beganMs) / 1000)} s`);
    await runSql(database, (client) => client.query('vacuum analyze'));
  }
  const app = await startApp(scope);
  const options: ServeOptions = {
    port,
    requestUrl: app,
    ...(kind === 'memory' ? { world: file } : { database }),
  };
  return { name, measure: (seconds) => measureWorld(options, { size, seconds }) };
}

/** Writes a small world, whose objects are then copied. */
async function writeTemplates(database: string, port: number, file: string): Promise<void> {
  const local = await serveLocalSlack({ database, port, seed: TEMPLATES });
  await local.close();
  await exportLocalSlack({ database, file: `${file}.templates`, onProgress: () => undefined });
}

/** An app that takes every event. @returns its URL */
async function startApp(scope: Scope): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.onRelease(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function measureWorld(
  options: ServeOptions,
  { size, seconds }: Pick<Measured, 'size' | 'seconds'>,
): Promise<Metrics> {
  const scope = createScope();
  try {
    const beganMs = nowMs();
    const env = { BENCH_OPTIONS: JSON.stringify(options) };
    const { pid, ready } = await startProgram({ file: './world-app.js', env }, scope);
    const start = nowMs() - beganMs;
    const { url, botToken } = ready as { url: string; botToken: string };
    const startMb = await megabytes(pid);
    const api = createApiClient(url, botToken);
    scope.onRelease(api.close);
    const tab = await openBenchTab(url, personId(0));
    scope.onRelease(tab.close);
    const tabMb = await megabytes(pid);
    const again = await openBenchTab(url, personId(0));
    await again.close();
    const measured = { api, tab, size, seconds };
    const meter = await startMeter({ slack: pid });
    const reads = await measureReads(measured);
    const posts = await measurePosts(measured);
    const { slack } = await meter.end();
    return {
      start,
      start_mb: startMb,
      tab: tab.openedMs,
      tab_again: again.openedMs,
      tab_mb: tabMb,
      most_mb: (slack?.bytes ?? 0) / MB,
      ...reads,
      ...posts,
    };
  } finally {
    await scope.release();
  }
}

async function megabytes(pid: number): Promise<number> {
  const { slack } = await (await startMeter({ slack: pid })).end();
  return (slack?.bytes ?? 0) / MB;
}
