import { connect, createClient } from './migration-client.js';

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'havoc_internal' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'`;

/**
 * Deletes all of havoc's data in a database and keeps the tables. Does not reset ids. An app may have stored the ids of
 * deliveries that it has handled, and would mistake new deliveries with the same ids for them.
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
