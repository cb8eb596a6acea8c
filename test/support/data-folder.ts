import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a data folder for this test. The user of an embedded PostgreSQL, which stores its data inside, can enter it. */
export async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-data-'));
  await chmod(folder, 0o711);
  return folder;
}
