import { compareWithBook, type Standing } from './migration-book.js';
import { connect, createClient } from './migration-client.js';
import { readMigrations } from './migration-files.js';
import { explainMissingRight } from './missing-right.js';

/**
 * Compares the tables with this package's migrations, for a version of havoc. Takes no lock and changes nothing.
 *
 * @throws HavocError `db.bad_url` (invalid_argument), `db.unreachable` (unavailable), `db.not_allowed`
 * (permission_denied), or `db.too_old`, `db.bad_encoding`, `db.version_unserved`, `db.migration_edited` (failed_precondition)
 */
export async function inspectTables(url: string, version: string): Promise<Standing> {
  const migrations = await readMigrations();
  const client = createClient(url);
  try {
    await connect(client);
    return await compareWithBook(client, migrations, version);
  } catch (thrown) {
    throw await explainMissingRight(client, thrown);
  } finally {
    await client.end();
  }
}
