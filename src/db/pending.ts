import { BOOK, connect, createClient, findPending, readBook } from './migrate.js';
import { readMigrations } from './migration-files.js';

/**
 * The migrations that this version needs and the database does not have, in order; takes no lock, changes
 * nothing.
 *
 * @throws HavocError `db.unreachable` (unavailable), `db.too_old` or `db.migration_edited` (failed_precondition)
 */
export async function findPendingMigrations(url: string): Promise<string[]> {
  const migrations = await readMigrations();
  const client = createClient(url);
  try {
    await connect(client);
    const { rows } = await client.query<{ book: string | null }>('SELECT to_regclass($1) AS book', [BOOK]);
    const book = rows[0]?.book ? await readBook(client) : new Map();
    return findPending(migrations, book).map(({ name }) => name);
  } finally {
    await client.end();
  }
}
