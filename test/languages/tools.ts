import { join } from 'node:path';
import { runCommand, type TestProcess } from '../support/process.js';
import { REPOSITORY } from '../support/repository.js';
import { findSnippet } from '../support/snippets.js';

const PAGE = join(REPOSITORY, 'docs/languages.md');

/** The folder of projects that are only compiled. */
export const APPS = join(REPOSITORY, 'test/languages/apps');

/** Returns the page's lines of shell that contain these words, for an app in this folder. */
export function linesOfPage(words: string, folder: string): string {
  return findSnippet(PAGE, 'sh', words).replaceAll('../hello', folder);
}

/** Aborted when this program should end. Then all running commands end, and the calls that wait for them fail. */
export const stopping = new AbortController();

interface RunOptions {
  /** This repository if absent. */
  cwd?: string;
  /** Added to this process's own environment. */
  environment?: NodeJS.ProcessEnv;
}

/** Starts a command that ends when this program ends. */
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

/** Runs a command to its end. @throws Error with all of its output, if it fails */
export async function execute(command: readonly string[], options?: RunOptions): Promise<string> {
  const started = start(command, options);
  const { code, signal } = await started.exited;
  if (code === 0) return started.output().trim();
  throw new Error(`${command.join(' ')} ended with ${code ?? signal}:\n${started.output()}`);
}

/** Runs lines of shell. None of them may fail. */
export function shell(lines: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return execute(['sh', '-e', '-c', lines], { environment });
}
