import { type ChildProcess, spawn } from 'node:child_process';
import { isAlive } from '../../src/base/index.js';
import { REPOSITORY } from './repository.js';

/** What lets Node import TypeScript, without the warning of newer versions that it will be done in another way. */
export const TYPESCRIPT = [
  '--disable-warning=DEP0205',
  '--import',
  new URL('./typescript.js', import.meta.url).href,
];

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process of this test's own. */
export interface TestProcess {
  pid: number;
  /** What it wrote so far, to standard output and standard error. */
  output(): string;
  lines(): string[];
  /** Resolves to the first line that matches, written already or yet to come; rejects if it ends without. */
  line(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it is gone and all that it wrote is here. */
  exited: Promise<Exit>;
  /** Sends the signal and waits until it is gone; resolves with its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs a built file of this repository by Node, with the given environment beside PATH alone. */
export function run(file: string, args: string[], environment: NodeJS.ProcessEnv): TestProcess {
  return observe(start([file, ...args], { PATH: process.env.PATH, ...environment }), file);
}

/** Runs a TypeScript file of this repository as it stands, without a build, in this process's environment. */
export function runSource(file: string, args: string[]): TestProcess {
  return observe(start([...TYPESCRIPT, file, ...args], process.env), file);
}

export interface CommandOptions {
  /** This repository when absent. */
  cwd?: string;
  /** All of it; this process's own when absent. */
  env?: NodeJS.ProcessEnv;
  /** Puts it into a process group of its own: signals reach all that it starts, and those of a terminal do not. */
  detached?: boolean;
}

/** Runs any command; `node` is the one that runs this. */
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
  /** The last piece is no line yet. */
  const lines = () => output().split('\n').slice(0, -1);

  return {
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
}

function killGroup(leader: number, signal: NodeJS.Signals): boolean {
  return isAlive(-leader) && process.kill(-leader, signal);
}
