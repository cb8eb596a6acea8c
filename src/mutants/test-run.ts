import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from './edits.js';

export interface TestRun {
  /** Test files, in the order in which to run them. */
  tests: readonly string[];
  /** The full names of the tests to run. Default: all tests of the files. */
  names?: readonly string[];
  /** Changes of the sources, by absolute path. */
  edits: Record<string, readonly Edit[]>;
  /** The processes are killed after this time. */
  timeoutMs: number;
  /** The file to which sources with probes write. */
  reachedFile?: string;
}

export interface Ended {
  how: 'passed' | 'failed' | 'timed out';
  tookMs: number;
  output: string;
}

export type RunTests = (run: TestRun) => Promise<Ended>;

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = fileURLToPath(new URL('./jest-config.js', import.meta.url));
const JEST = [
  ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
  ...['--config', CONFIG, '--runInBand', '--bail', '--forceExit', '--silent', '--runTestsByPath'],
];
/** The time limit of a test that sets none itself. It is short, so that a mutant that waits for ever is found soon. */
const TEST_MS = 30_000;

/** Creates a function that runs jest. Each run has its own process, so that no mutant affects the next run. */
export function createTestRunner(folder: string, env: NodeJS.ProcessEnv): RunTests {
  let runs = 0;
  return async ({ tests, names, edits, timeoutMs, reachedFile }) => {
    const editsFile = join(folder, `edits-${++runs}.json`);
    await writeFile(editsFile, JSON.stringify(edits));
    const child = spawn(process.execPath, [...JEST, ...tests, ...optionsOf(names)], {
      cwd: REPOSITORY,
      // A process group of its own, so that the processes that a test starts can be killed with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...env,
        HAVOC_MUTANTS_EDITS: editsFile,
        HAVOC_MUTANTS_TESTS: tests.map((test) => join(REPOSITORY, test)).join(':'),
        ...(reachedFile === undefined ? {} : { HAVOC_MUTANTS_REACHED: reachedFile }),
      },
    });
    const startedAt = performance.now();
    let isLate = false;
    const kill = () => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, timeoutMs);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', resolve);
    });
    clearTimeout(timer);
    kill();
    await rm(editsFile);
    const how = isLate ? 'timed out' : code === 0 ? 'passed' : 'failed';
    return { how, tookMs: performance.now() - startedAt, output };
  };
}

function optionsOf(names: readonly string[] | undefined): string[] {
  const timeout = `--testTimeout=${TEST_MS}`;
  if (names === undefined) return [timeout];
  const literally = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return [timeout, `--testNamePattern=^(${literally.join('|')})$`];
}

/** Kills the processes that jest left behind, if there are any. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ESRCH') throw failure;
  }
}
