import { type Say, tell } from './output.js';

/** The shortest time between two lines. */
const EVERY_MS = 1_000;

/**
 * Makes a function that prints the progress of a long operation on standard error. It writes at most one line each
 * second, so a short operation writes none, and none at the end.
 *
 * @param what such as `Imported`
 */
export function createProgress(
  what: string,
  { write = tell, now = () => performance.now() }: { write?: Say; now?: () => number } = {},
): (done: number, total?: number) => void {
  let lastMs = now();
  return (done, total) => {
    if (done === total || now() - lastMs < EVERY_MS) return;
    lastMs = now();
    const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
    write(`${what} ${done.toLocaleString('en')}${of}`);
  };
}
