import { readFileSync } from 'node:fs';

/**
 * Returns how many files and connections this process may have open. Node.js raises the soft limit to the hard limit
 * when it starts.
 *
 * @returns Infinity if the system has no limit or does not report one
 */
export function readOpenFileLimit(path = '/proc/self/limits'): number {
  try {
    const [, soft] = readFileSync(path, 'utf8').match(/^Max open files +(\d+)/m) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
