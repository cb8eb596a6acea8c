import { HavocError } from '../base/index.js';
import { keysInUse, reseal } from '../installations/index.js';
import { newKey } from '../vault/index.js';
import { say, tell } from './output.js';
import { createProgress } from './progress.js';
import { type StorageOptions, withStorage } from './storage.js';

/** Prints a new key. Prints what to do with it on standard error, so that the output can go to a file. */
export function printNewKey(): void {
  say(newKey(new Date()));
  tell(
    'Set it as HAVOC_ENCRYPTION_KEYS of every sidecar, and keep a copy: without it, stored tokens are lost. To replace a ' +
      'key, first add the new one after it on every sidecar.',
  );
}

/**
 * Encrypts all stored secrets with the first key, while sidecars run.
 *
 * @throws HavocError `vault.no_keys`, `vault.unknown_key` (failed_precondition), or as withStorage does
 */
export async function rotateKeys(options: StorageOptions): Promise<void> {
  await withStorage(options, async ({ database, vault, config }) => {
    const current = vault.currentKeyId();
    const missing = (await keysInUse(database)).filter((id) => !vault.knows(id));
    if (missing.length > 0) throw missingKeys(missing);
    const count = await reseal(database, vault, createProgress('Encrypted'));
    say(
      count === 0
        ? `All secrets are encrypted with ${current} already.`
        : `${count} rows are encrypted with ${current}.`,
    );
    const others = config.keys.map(({ id }) => id).filter((id) => id !== current);
    if (others.length > 0)
      say(
        `Once every sidecar runs with ${current} as its first key, run this command again, and then remove ${others.join(', ')} from HAVOC_ENCRYPTION_KEYS.`,
      );
  });
}

function missingKeys(missing: readonly string[]): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.missing_key',
    message:
      `Nothing was done, because stored secrets are encrypted with keys that HAVOC_ENCRYPTION_KEYS does not contain: ${missing.join(', ')}. ` +
      'Add them after the first key.',
  });
}
