import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file atomically, and only if its content changes, so that file watchers do not see false changes. */
export async function writeText(path: string, text: string): Promise<void> {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old === text) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.new`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

/** Removes the files in a folder that are no longer generated, and the folders that become empty. */
export async function removeOthers(folder: string, isMade: (path: string) => boolean): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeOthers(path, isMade);
    else if (!isMade(path)) await rm(path);
  }
  const left = await readdir(folder).catch(() => ['not there']);
  if (left.length === 0) await rmdir(folder);
}
