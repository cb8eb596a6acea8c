import { join } from 'node:path';
import { runCommand } from '../support/process.js';
import { REPOSITORY } from '../support/repository.js';
import { findSnippet } from '../support/snippets.js';

const README = join(REPOSITORY, 'README.md');

/** Where the apps are that the README has not got. */
export const APPS = join(REPOSITORY, 'test/languages/apps');

/** The README's piece of code in this language, in which these words stand; its app's folder is the one given. */
export function fromReadme(language: string, words: string, folder: string): string {
  return findSnippet(README, language, words).replaceAll('../hello', folder);
}

/** Runs a command to its end, in the repository's folder where no other is given. @throws with all that it wrote */
export async function execute(
  command: readonly string[],
  { cwd = REPOSITORY, environment = {} }: { cwd?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const process_ = runCommand(command, { cwd, env: { ...process.env, ...environment } });
  const { code, signal } = await process_.exited;
  if (code === 0) return process_.output().trim();
  throw new Error(`${command.join(' ')} ended with ${code ?? signal}:\n${process_.output()}`);
}

/** Runs lines of shell, of which none may fail. */
export function shell(lines: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return execute(['sh', '-e', '-c', lines], { environment });
}
