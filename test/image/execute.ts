import { spawn } from 'node:child_process';
import { createTimeLimit } from '../../src/base/index.js';

export interface ExecuteOptions {
  /** After this time the command is ended, which counts as a failure. */
  withinMs: number;
  cwd?: string;
  /** Ends the command earlier. */
  signal?: AbortSignal;
}

/** How many of the last lines of a failed command's output the error contains. */
const TOLD_LINES = 40;

/**
 * Runs a command to its end. Resolves with what it wrote to standard output.
 *
 * @throws Error with the end of its output, if it fails or takes too long
 */
export async function execute(
  command: string,
  args: string[],
  { withinMs, cwd, signal }: ExecuteOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const limit = createTimeLimit(withinMs, signal);
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  // Ends the command with all processes that it has started.
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
  limit.signal.addEventListener('abort', end, { once: true });
  for (const event of ['exit', 'error']) child.once(event, limit.end);
  let output = '';
  let all = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      all += text;
      if (stream === child.stdout) output += text;
    });
  }
  const told = () => all.trimEnd().split('\n').slice(-TOLD_LINES).join('\n');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return output;
  const why = limit.signal.aborted ? `was ended: ${limit.signal.reason}` : `ended with ${code}`;
  throw new Error(`${command} ${args.join(' ')} ${why}\n${told()}`);
}
