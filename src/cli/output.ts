import { HavocError } from '../base/index.js';

/** Writes a line for the person at the terminal. */
export type Say = (line: string) => void;

export const say: Say = (line) => void process.stdout.write(`${line}\n`);

/** Writes a line for the person, where what is said goes to a file or another program. */
export const tell: Say = (line) => void process.stderr.write(`${line}\n`);

/** Says what went wrong: an error of havoc's own in its words, a defect with its stack. */
export function complain(thrown: unknown): void {
  const text =
    thrown instanceof HavocError ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown);
  process.stderr.write(`${text}\n`);
}
