import { HavocError } from '../base/index.js';
import type { Config } from '../config.js';
import type { Database } from '../db/index.js';
import { keysInUse } from '../installations/index.js';
import { createVault, type Vault } from '../vault/index.js';

/**
 * Creates the vault, and checks that it can decrypt everything that is stored.
 *
 * @throws HavocError `main.missing_key` (failed_precondition)
 */
export async function openVault(config: Config, database: Database): Promise<Vault> {
  const vault = createVault(config.keys);
  const missing = (await keysInUse(database)).filter((key_id) => !vault.knows(key_id));
  if (missing.length === 0) return vault;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'main.missing_key',
    message:
      `Stored tokens are encrypted with ${missing.join(', ')}, but HAVOC_ENCRYPTION_KEYS does not contain ` +
      `${missing.length === 1 ? 'this key. Add it' : 'these keys. Add them'} after the first key.`,
    fields: { missing: missing.join(' ') },
  });
}
