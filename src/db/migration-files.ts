import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HavocError } from '../base/index.js';

/** A change of the tables: the folder `prisma/migrations/<name>`. */
export interface Migration {
  /** Begins with a timestamp: names sort in the order in which migrations are applied. */
  name: string;
  /** What stands in `migration.sql`. */
  sql: string;
  /** SHA-256 of the script, in hex, as Prisma's own tools write it. */
  checksum: string;
  /** The oldest version of havoc that works on the tables as this leaves them: what stands in `serves`. */
  serves: string;
}

/** Where this package keeps its migrations. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/**
 * Every migration of a folder laid out as Prisma does, in the order in which they are applied.
 *
 * @throws HavocError `db.migration_unmarked` (failed_precondition): one does not say which version it serves
 */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      // A checkout on Windows may have changed the line ends, which is no edit.
      const sql = (await readFile(join(folder, name, 'migration.sql'), 'utf8')).replaceAll('\r\n', '\n');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { name, sql, checksum, serves: await readServes(folder, name) };
    }),
  );
}

/** A file beside the script, and no comment in it: the script of an applied migration can no more be changed. */
async function readServes(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, name, 'serves'), 'utf8').catch(() => '');
  const serves = text.trim();
  if (/^\d+\.\d+\.\d+$/.test(serves)) return serves;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.migration_unmarked',
    message:
      `Migration ${name} does not say which versions it leaves working: write the oldest of them, as in 0.1.0, ` +
      `into prisma/migrations/${name}/serves.`,
  });
}
