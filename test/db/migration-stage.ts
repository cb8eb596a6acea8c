import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabase } from '../support/database.js';

/** An empty database, and a folder for the migrations of a test. */
export interface MigrationStage {
  url: string;
  folder: string;
  write(name: string, sql: string, serves?: string): Promise<void>;
  /** Removes a migration from the folder, as in an older version that does not have it. */
  forget(name: string): Promise<void>;
  connect(): Promise<pg.Client>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The recorded migrations, in order. */
  book(): Promise<Record<string, unknown>[]>;
  leave(): Promise<void>;
}

export async function createMigrationStage(): Promise<MigrationStage> {
  const { url, drop } = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'havoc-migrations-'));
  const connect = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  const query = async (sql: string) => {
    const client = await connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    url,
    folder,
    async write(name, sql, serves = '0.1.0') {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'migration.sql'), sql);
      await writeFile(join(folder, name, 'serves'), `${serves}\n`);
    },
    forget: (name) => rm(join(folder, name), { recursive: true }),
    connect,
    query,
    book: () =>
      query('SELECT migration_name, serves FROM havoc_internal._prisma_migrations ORDER BY migration_name'),
    async leave() {
      await drop();
      await rm(folder, { recursive: true });
    },
  };
}
