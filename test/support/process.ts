import { type ChildProcess, spawn } from 'node:child_process';
import { isAlive } from '../../src/base/index.js';
import { REPOSITORY } from './repository.js';

/** Node options to import TypeScript. They turn off the deprecation warning that newer versions print for it. */
export const TYPESCRIPT = [
  '--disable-warning=DEP0205',
  '--import',
  new URL('./typescript.js', import.meta.url).href,
];

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that a test has started. */
export interface TestProcess {
  pid: number;
  /** What the process has written so far to standard output and standard error. */
  output(): string;
  lines(): string[];
  /** Resolves with the first line that matches, past or future. Rejects if the process ends without one. */
  line(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended and all its output was read. */
  exited: Promise<Exit>;
  /** Sends the signal, waits for the end of the process, and resolves with its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const started: TestProcess[] = [];

/** The processes that this test file has started so far, oldest first. */
export function startedProcesses(): readonly TestProcess[] {
  return started;
}

/** Runs a built file of this repository with Node. Its environment is the given one and PATH. */
export function run(file: string, args: string[], environment: NodeJS.ProcessEnv): TestProcess {
  return observe(start([file, ...args], { PATH: process.env.PATH, ...environment }), file);
}

/** Runs a TypeScript file of this repository without a build, in the environment of this process. */
export function runSource(file: string, args: string[]): TestProcess {
  return observe(start([...TYPESCRIPT, file, ...args], process.env), file);
}

export interface CommandOptions {
  /** This repository by default. */
  cwd?: string;
  /** The whole environment. The default is the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** True for a new process group. Signals then reach the children too, and a terminal's signals reach none of them. */
  detached?: boolean;
}

/** Runs any command. `node` means the Node that runs the tests. */
export function runCommand(
  [file = '', ...args]: readonly string[],
  options: CommandOptions = {},
): TestProcess {
  const program = file === 'node' ? process.execPath : file;
  return observe(
    spawn(program, args, { cwd: REPOSITORY, ...options, stdio: ['pipe', 'pipe', 'pipe'] }),
    file,
    options,
  );
}

function start(args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, args, { cwd: REPOSITORY, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

function observe(
  child: ChildProcess,
  file: string,
  { detached = false }: Pick<CommandOptions, 'detached'> = {},
): TestProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} could not be started.`);
  const kill = (signal: NodeJS.Signals) => (detached ? killGroup(pid, signal) : child.kill(signal));
  const written: Buffer[] = [];
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      written.push(chunk);
      tell();
    });
  }
  let isGone = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      isGone = true;
      tell();
      resolve({ code, signal });
    });
  });
  const output = () => Buffer.concat(written).toString();
  /** Drops the last piece, which is not a complete line yet. */
  const lines = () => output().split('\n').slice(0, -1);

  const observed: TestProcess = {
    pid,
    output,
    lines,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines().find((line) => pattern.test(line));
          if (found === undefined && !isGone) return;
          listeners.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`${file} ended without a line like ${pattern}:\n${output()}`));
        };
        listeners.add(look);
        look();
      }),
    kill: (signal) => void kill(signal),
    exited,
    async end(signal) {
      kill(signal);
      return (await exited).code;
    },
  };
  started.push(observed);
  return observed;
}

function killGroup(leader: number, signal: NodeJS.Signals): boolean {
  return isAlive(-leader) && process.kill(-leader, signal);
}
