import { spawnSync } from 'node:child_process';
import type { Need } from './language.js';

/** Whether a command can be started and ends with 0. */
export function succeeds([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** What is missing on this machine, and what to do about it, a line each; none where all is there. */
export function missingOf(needs: readonly Need[], isThere = succeeds): string[] {
  return needs
    .filter(({ probe }) => !isThere(probe))
    .map(({ what, install }) => `There is no ${what}: ${install}`);
}
