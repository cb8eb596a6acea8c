import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grant } from '../installation.js';
import { parseTime } from './parse-time.js';
import { readGrantsIn } from './read-file.js';
import type { Report } from './report.js';

/** The names of the files in Bolt's FileInstallationStore that Bolt reads. */
const LATEST = /^(app|user-.+|bot|installer|installer-.+)-latest$/;
/**
 * The names of copies of such files, which Bolt keeps and never reads. They end with the time, in Python in seconds.
 */
const COPY = /^(app|user-.+|bot|installer|installer-.+)-(\d+(?:\.\d+)?)$/;

/**
 * Reads a folder with all folders in it: the files of Bolt's FileInstallationStore, and files of any of the formats.
 * Skips files whose names begin with a dot.
 */
export async function readGrantsBelow(folder: string, report: Report): Promise<Grant[]> {
  const grants: Grant[] = [];
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path)).isDirectory()) grants.push(...(await readGrantsBelow(path, report)));
    else if (LATEST.test(name)) grants.push(...(await readLatest({ folder, names, name, report })));
    else if (COPY.test(name)) report.onIgnored('older copies in the folder');
    else grants.push(...(await readGrantsIn(path, report)));
  }
  return grants;
}

interface StoreFile {
  folder: string;
  name: string;
  /** All names in the folder. */
  names: readonly string[];
  report: Report;
}

/**
 * Reads a file of the FileInstallationStore. Bolt for JavaScript stores the whole installation again for each user, and
 * refreshes the bot's token only in `app-latest`, so the bot in the file of a user may be an old one.
 */
async function readLatest({ folder, name, names, report }: StoreFile): Promise<Grant[]> {
  const grants = await readGrantsIn(join(folder, name), report, await copiedAt(folder, name, names));
  if (!name.startsWith('user-') || !names.includes('app-latest')) return grants;
  return grants.map((grant) => ({ ...grant, bot: undefined, webhook: undefined, context: undefined }));
}

/**
 * Finds the time of the newest copy, if it has the same content. Bolt for JavaScript stores no time in the file, and
 * the time of the file itself changes when someone copies it.
 */
async function copiedAt(folder: string, name: string, names: readonly string[]): Promise<Date | undefined> {
  const [, stem] = LATEST.exec(name) ?? [];
  const times = names.flatMap((one) => {
    const [, owner, time] = COPY.exec(one) ?? [];
    return owner === stem && time !== undefined ? [time] : [];
  });
  const newest = times.toSorted((one, other) => Number(other) - Number(one))[0];
  if (newest === undefined) return undefined;
  const [latest, copy] = await Promise.all([
    readFile(join(folder, name), 'utf8'),
    readFile(join(folder, `${stem}-${newest}`), 'utf8'),
  ]);
  return latest === copy ? parseTime(newest) : undefined;
}
