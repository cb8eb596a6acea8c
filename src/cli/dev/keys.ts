import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isObject } from '../../base/index.js';
import { newKey } from '../../vault/index.js';
import type { Environment } from './environment.js';

/** The file in the data folder with the keys that encrypt the tokens of `havoc dev`. */
const keysFileIn = (dataDir: string) => join(resolve(dataDir), 'encryption-keys');

/**
 * Uses the keys in the data folder if the environment names none. Makes a key if there is none yet, in a file that only
 * this user can read.
 */
export async function provideKeys(environment: Environment, dataDir: string): Promise<void> {
  if (environment.HAVOC_ENCRYPTION_KEYS || environment.HAVOC_ENCRYPTION_KEYS_FILE) return;
  const file = keysFileIn(dataDir);
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${newKey(new Date())}\n`, { mode: 0o600, flag: 'wx' }).catch((failure: unknown) => {
    if (!isObject(failure) || failure.code !== 'EEXIST') throw failure;
  });
  environment.HAVOC_ENCRYPTION_KEYS_FILE = file;
}
