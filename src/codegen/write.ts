import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file in one step, and only when it says something new, so that whoever watches it is not woken. */
export async function writeText(path: string, text: string): Promise<void> {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old === text) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.new`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

/**
 * Removes the files of a folder that the contract no longer has.
 *
 * @param except a folder in it that is left alone
 */
export async function removeOthers(
  folder: string,
  keep: ReadonlyMap<string, string>,
  except: string,
): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !keep.has(path) && entry.parentPath !== join(folder, except)) await rm(path);
  }
}
