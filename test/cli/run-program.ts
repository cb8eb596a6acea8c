import { complain } from '../../src/cli/output.js';
import { program } from '../../src/cli/program.js';

export interface Ran {
  code: number;
  /** The lines of standard output and of standard error, in the order in which they were written, without progress. */
  lines: string[];
  /** The lines of standard output alone. */
  out: string[];
}

/** Variables that would change what a command does. */
const NAMES = /^(DATABASE|SLACK|HAVOC(?!_TEST))_/;

/** A line that is written only if a command takes longer than a second. */
const PROGRESS = /^(Imported|Exported|Encrypted|Exchanged) [\d,]+( of [\d,]+)?$/;

/**
 * Runs the command `havoc` in this process, which takes a tenth of the time of a process of its own. There is no
 * terminal, and none of havoc's variables but the given ones.
 */
export async function runProgram(args: string[], environment: Record<string, string> = {}): Promise<Ran> {
  const { env, stdin, stdout, stderr } = process;
  const before = { env: { ...env }, isTTY: stdin.isTTY, stdout: stdout.write, stderr: stderr.write };
  const out: string[] = [];
  const all: string[] = [];
  for (const name of Object.keys(env)) if (NAMES.test(name)) delete env[name];
  Object.assign(env, environment);
  stdin.isTTY = false;
  stdout.write = (text: string | Uint8Array) => {
    out.push(String(text));
    return all.push(String(text)) > 0;
  };
  stderr.write = (text: string | Uint8Array) => all.push(String(text)) > 0;
  let code = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    complain(thrown);
    code = 1;
  } finally {
    stdout.write = before.stdout;
    stderr.write = before.stderr;
    stdin.isTTY = before.isTTY;
    for (const name of Object.keys(environment)) delete env[name];
    Object.assign(env, before.env);
  }
  const linesOf = (written: string[]) =>
    written
      .join('')
      .split('\n')
      .slice(0, -1)
      .filter((line) => !PROGRESS.test(line));
  return { code, lines: linesOf(all), out: linesOf(out) };
}
