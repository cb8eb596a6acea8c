import { EventEmitter, once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createScope } from '../../base/index.js';
import { findFreePorts, startWatchedProcess } from '../../dev/index.js';
import { nowMs } from '../clock.js';
import type { Metrics } from '../figures.js';
import { startProgram } from '../processes.js';
import type { SubjectScenario } from './scenario.js';

/** How long a local Slack in memory takes to start, and `npm start`. */
export const start: SubjectScenario = {
  seconds: 1,
  subjects: async ({ folder }) => [
    { name: 'startLocalSlack()', measure: measureInMemory },
    { name: 'npm start', measure: () => measureNpmStart(folder) },
  ],
  tables: () => [
    {
      title: 'Milliseconds of `startLocalSlack()` in a new process, and of `npm start` until havoc is up.',
      columns: [
        { title: 'import', metric: 'import', digits: 0 },
        { title: 'first start', metric: 'first', digits: 0 },
        { title: 'import and first start', metric: 'both', digits: 0 },
        { title: 'second start', metric: 'second', digits: 0 },
        { title: 'npm start, new data folder', metric: 'up_first', digits: 0 },
        { title: 'of which havoc says', metric: 'said_first', digits: 0 },
        { title: 'npm start, old data folder', metric: 'up', digits: 0 },
        { title: 'of which havoc says', metric: 'said', digits: 0 },
      ],
    },
  ],
};

async function measureInMemory(): Promise<Metrics> {
  const scope = createScope();
  try {
    const { ready } = await startProgram({ file: './start-app.js' }, scope);
    return ready as Metrics;
  } finally {
    await scope.release();
  }
}

/** Runs `npm start` with a new data folder, and then with the same one. */
async function measureNpmStart(folder: string): Promise<Metrics> {
  const dataDir = await mkdtemp(join(folder, 'start-'));
  const first = await timeNpmStart(dataDir);
  const again = await timeNpmStart(dataDir);
  return { up_first: first.ms, said_first: first.saidMs, up: again.ms, said: again.saidMs };
}

/** Milliseconds until the line "havoc is up", and those that it says, without npm and the build. */
async function timeNpmStart(dataDir: string): Promise<{ ms: number; saidMs: number }> {
  const [port = 0] = await findFreePorts(1);
  const { PATH, HOME } = process.env;
  const beganMs = nowMs();
  const lines = new EventEmitter<{ up: [saidMs: number] }>();
  const up = once(lines, 'up');
  const npm = await startWatchedProcess({
    command: 'npm',
    args: ['start'],
    env: { PATH, HOME, HAVOC_DATA_DIR: dataDir, HAVOC_SLACK_PORT: `${port}` },
    graceMs: 20_000,
    onLine: (line) => {
      const seconds = /^havoc is up after ([\d.]+) s/.exec(line)?.[1];
      if (seconds !== undefined) lines.emit('up', Number(seconds) * 1000);
    },
  });
  const failed = npm.exited.then(({ code }) => {
    throw new Error(`npm start has ended with ${code}.`);
  });
  try {
    const [saidMs] = await Promise.race([up, failed]);
    return { ms: nowMs() - beganMs, saidMs };
  } finally {
    failed.catch(() => undefined);
    await npm.stop();
  }
}
