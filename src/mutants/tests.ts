import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Matches tests that load the sources themselves, not built files. */
const ASKED = /(?<!\.(e2e|ui|image))\.test\.ts$/;

/** Finds the test files of the rooms that these paths are in, and of the folders in `also`. */
export async function findTests(paths: readonly string[], also: readonly string[]): Promise<string[]> {
  const rooms = paths.map((path) => join('test', path.split('/')[1] ?? ''));
  const folders = [...new Set([...rooms, ...also])];
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder, { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  return files.flat().filter((file) => ASKED.test(file));
}
