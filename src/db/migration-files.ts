import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A change of the tables, as it stands in `prisma/migrations/<name>/migration.sql`. */
export interface Migration {
  /** Begins with a timestamp: names sort in the order in which migrations are applied. */
  name: string;
  sql: string;
  /** SHA-256 of the script, in hex, as Prisma's own tools write it. */
  checksum: string;
}

/** Where this package keeps its migrations. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** Every migration of a folder laid out as Prisma does, in the order in which they are applied. */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      // A checkout on Windows may have changed the line ends, which is no edit.
      const sql = (await readFile(join(folder, name, 'migration.sql'), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
