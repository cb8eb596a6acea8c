import { spawnSync } from 'node:child_process';
import type { Need } from './language.js';

/** Returns true if a command can be started and ends with 0. */
export function succeeds([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** Returns a line for each program that is missing on this machine, with how to install it. */
export function missingOf(needs: readonly Need[], isThere = succeeds): string[] {
  return needs
    .filter(({ probe }) => !isThere(probe))
    .map(({ what, install }) => `There is no ${what}: ${install}`);
}
