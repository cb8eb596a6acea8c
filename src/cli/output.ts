import { HavocError } from '../base/index.js';

/** Writes a line for the person at the terminal. */
export type Say = (line: string) => void;

export const say: Say = (line) => void process.stdout.write(`${line}\n`);

/** Writes a line to standard error, for commands whose standard output may go to a file or another program. */
export const tell: Say = (line) => void process.stderr.write(`${line}\n`);

/** Prints an error: the message of a HavocError, or the stack of anything else, which is a defect. */
export function complain(thrown: unknown): void {
  const text =
    thrown instanceof HavocError ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown);
  process.stderr.write(`${text}\n`);
}
