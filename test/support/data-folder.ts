import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a data folder for a test. An embedded PostgreSQL stores its data inside, so its user may enter it. */
export async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-data-'));
  await chmod(folder, 0o711);
  return folder;
}
