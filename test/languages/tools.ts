import { join } from 'node:path';
import { runCommand, type TestProcess } from '../support/process.js';
import { REPOSITORY } from '../support/repository.js';
import { findSnippet } from '../support/snippets.js';

const PAGE = join(REPOSITORY, 'docs/languages.md');

/** Projects that only compile. */
export const APPS = join(REPOSITORY, 'test/languages/apps');

/** The page's lines of shell in which these words stand, for an app in this folder. */
export function linesOfPage(words: string, folder: string): string {
  return findSnippet(PAGE, 'sh', words).replaceAll('../hello', folder);
}

/** Aborted once this program is to end: all that runs ends, and what waits for it fails. */
export const stopping = new AbortController();

interface RunOptions {
  /** This repository when absent. */
  cwd?: string;
  /** Beside this process's own. */
  environment?: NodeJS.ProcessEnv;
}

/** Starts a command, which ends with this program. */
export function start(
  command: readonly string[],
  { cwd = REPOSITORY, environment = {} }: RunOptions = {},
): TestProcess {
  stopping.signal.throwIfAborted();
  const started = runCommand(command, { cwd, env: { ...process.env, ...environment }, detached: true });
  const kill = () => started.kill('SIGKILL');
  stopping.signal.addEventListener('abort', kill);
  void started.exited.then(() => stopping.signal.removeEventListener('abort', kill));
  return started;
}

/** Runs a command to its end. @throws with all that it wrote where it fails */
export async function execute(command: readonly string[], options?: RunOptions): Promise<string> {
  const started = start(command, options);
  const { code, signal } = await started.exited;
  if (code === 0) return started.output().trim();
  throw new Error(`${command.join(' ')} ended with ${code ?? signal}:\n${started.output()}`);
}

/** Runs lines of shell, of which none may fail. */
export function shell(lines: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return execute(['sh', '-e', '-c', lines], { environment });
}
