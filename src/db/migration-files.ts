import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HavocError } from '../base/index.js';

/** A change of the tables, from the folder `prisma/migrations/<name>`. */
export interface Migration {
  /** Starts with a timestamp, so that names sort in the order in which migrations are applied. */
  name: string;
  /** The content of `migration.sql`. */
  sql: string;
  /** The SHA-256 of the script in hex, as Prisma's own tools write it. */
  checksum: string;
  /** The oldest version of havoc that works on the tables after this migration. The content of the file `serves`. */
  serves: string;
}

/** The folder of this package's migrations. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/**
 * Reads all migrations of a folder in Prisma's layout. Returns them in the order in which they are applied.
 *
 * @throws HavocError `db.migration_unmarked` (failed_precondition) if a migration has no valid file `serves`
 */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      // A checkout on Windows may change the line ends. That must not change the checksum.
      const sql = (await readFile(join(folder, name, 'migration.sql'), 'utf8')).replaceAll('\r\n', '\n');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { name, sql, checksum, serves: await readServes(folder, name) };
    }),
  );
}

/** Reads the file `serves`. It is not a comment in the script, since an applied script must not change any more. */
async function readServes(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, name, 'serves'), 'utf8').catch(() => '');
  const serves = text.trim();
  if (/^\d+\.\d+\.\d+$/.test(serves)) return serves;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.migration_unmarked',
    message:
      `Migration ${name} does not say which versions of havoc still work after it. Write the oldest of them, such as ` +
      `0.1.0, to prisma/migrations/${name}/serves.`,
  });
}
