import { purgeTenant } from '../../purge/index.js';
import { confirm } from '../confirm.js';
import { say } from '../output.js';
import { type StorageOptions, withStorage } from '../storage.js';
import { type TenantOptions, tenantIn } from './tenant-options.js';

export interface PurgeOptions extends StorageOptions, TenantOptions {
  /** Skips the confirmation. */
  yes?: boolean;
}

/**
 * Deletes everything that havoc keeps of a workspace or organisation, and prints the number of rows by table.
 *
 * @throws HavocError `cli.bad_tenant` (invalid_argument), or as confirm and withStorage do
 */
export async function purge({ yes = false, ...options }: PurgeOptions): Promise<void> {
  const tenant = tenantIn(options);
  await withStorage(options, async ({ database, vault, replica }) => {
    if (!yes) await confirm(`deletes everything that havoc keeps of ${tenant}, with its tokens, permanently`);
    const report = Object.entries(await purgeTenant(database, { vault, replica }, { tenant }));
    const removed = report.filter(([, count]) => count > 0);
    for (const [table, count] of removed) say(`${String(count).padStart(8)}  ${table}`);
    say(removed.length > 0 ? `Everything of ${tenant} is deleted.` : `havoc keeps nothing of ${tenant}.`);
  });
}
