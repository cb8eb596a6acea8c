import { connect, createClient } from './migration-client.js';

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'havoc_internal' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'`;

/**
 * Removes all that havoc keeps in a database, and leaves the tables, up to date as they are. Ids go on from where they
 * were: an app may have noted those of deliveries it has handled, and would take new ones for these.
 *
 * @throws HavocError as `migrate` does
 */
export async function emptyTables(url: string): Promise<void> {
  const client = createClient(url);
  try {
    await connect(client);
    const { rows } = await client.query<{ name: string }>(TABLES);
    await client.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  } finally {
    await client.end();
  }
}
