import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scope } from '../base/index.js';

export type Environment = Record<string, string | undefined>;

export interface Program {
  pid: number;
  /** Sends a message, and resolves to the next message that comes back. */
  ask(question: unknown): Promise<unknown>;
  /** Stops the process, and waits until it has ended. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** The program's path, relative to this file. */
  file: string;
  args?: string[];
  env?: Environment;
  execArgv?: string[];
  /** False for a program that does not send a message when it is ready. */
  saysReady?: boolean;
}

/** Starts a Node.js program. Resolves when its first message arrives, which becomes `ready`. */
export async function startProgram(
  options: ProgramOptions,
  scope: Scope,
): Promise<Program & { ready: unknown }> {
  const { file, args = [], env = {}, execArgv = [], saysReady = true } = options;
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    execArgv,
    serialization: 'advanced',
  });
  const gone = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await gone;
  };
  scope.onRelease(stop);
  const ready = saysReady ? await nextMessage(child, file) : undefined;
  return {
    pid: child.pid ?? 0,
    ready,
    stop,
    ask(question) {
      const answer = nextMessage(child, file);
      child.send(question as object);
      return answer;
    },
  };
}

function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message);
    };
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`${file} ended with ${code} before it answered.`));
    };
    child.once('message', onMessage).once('exit', onExit);
  });
}
