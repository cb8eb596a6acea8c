import { delimiter, join } from 'node:path';
import type { Need } from './language.js';
import { execute } from './tools.js';

export const pythonNeeds: readonly Need[] = [
  {
    what: 'python3 with venv',
    probe: ['python3', '-c', 'import ensurepip, venv'],
    install: 'apt-get install python3 python3-venv',
  },
];

/** Makes the folder's own virtual environment. */
export async function createVenv(folder: string): Promise<void> {
  await execute(['python3', '-m', 'venv', join(folder, 'venv')]);
}

/** Returns an environment whose PATH begins with the folder's own virtual environment. */
export function environmentIn(folder: string): NodeJS.ProcessEnv {
  return { PATH: [join(folder, 'venv/bin'), process.env.PATH].join(delimiter) };
}
