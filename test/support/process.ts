import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A process of this test's own. */
export interface TestProcess {
  pid: number;
  /** What it wrote so far. */
  output(): string;
  /** Resolves when it is gone, with its exit code; null when a signal ended it. */
  exited: Promise<number | null>;
  /** Sends the signal and waits until it is gone; resolves with its exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs a built file of this repository by Node, with the given environment beside PATH alone. */
export function run(file: string, args: string[], environment: Record<string, string>): TestProcess {
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: Buffer[] = [];
  child.stdout?.on('data', (chunk) => written.push(chunk));
  child.stderr?.on('data', (chunk) => written.push(chunk));
  const exited = once(child, 'close').then(() => child.exitCode);
  if (child.pid === undefined) throw new Error(`${file} could not be started.`);
  return {
    pid: child.pid,
    output: () => Buffer.concat(written).toString(),
    exited,
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
