import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of this test's own, which the user whom an embedded PostgreSQL runs as can enter: it is kept in there, then. */
export async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-data-'));
  await chmod(folder, 0o711);
  return folder;
}
