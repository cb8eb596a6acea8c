import { readFileSync } from 'node:fs';

/**
 * Reads how many files and connections this process may have open. Node.js raises the soft limit to the hard one when
 * it starts.
 *
 * @returns infinity where the system sets no limit or does not tell it
 */
export function readOpenFileLimit(path = '/proc/self/limits'): number {
  try {
    const [, soft] = readFileSync(path, 'utf8').match(/^Max open files +(\d+)/m) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
