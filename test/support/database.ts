import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/db/index.js';

export interface TestDatabase {
  url: string;
  /** Drops the database, even if there are connections to it. */
  drop(): Promise<void>;
}

export interface OpenTestDatabase {
  url: string;
  database: Database;
  close(): Promise<void>;
}

/** Creates a database with all of havoc's tables, all of them empty. Takes about 90 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(process.env.HAVOC_TEST_TEMPLATE);
}

/** Creates a database with havoc's tables, and opens it as havoc does. `close` drops it. */
export async function openTestDatabase({ poolSize }: { poolSize?: number } = {}): Promise<OpenTestDatabase> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase({ url, poolSize });
  return {
    url,
    database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

/** Creates a database from a template, which is empty by default. */
export async function createDatabase(template = 'template0', encoding = 'UTF8'): Promise<TestDatabase> {
  const server = process.env.HAVOC_TEST_SERVER;
  if (server === undefined)
    throw new Error(
      'Only tests named .pg.test.ts, .e2e.test.ts or .ui.test.ts have a PostgreSQL. Rename this one.',
    );
  const name = `havoc_test_${randomBytes(6).toString('hex')}`;
  // The locale C works with every encoding.
  const locale = encoding === 'UTF8' ? '' : "LC_COLLATE 'C' LC_CTYPE 'C'";
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template} ENCODING '${encoding}' ${locale}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function execute(url: string, sql: string): Promise<void> {
  await withClient(url, (client) => client.query(sql));
}

/** Runs `body` with a new plain connection, without the settings that havoc makes on its connections. */
export async function withClient<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}
