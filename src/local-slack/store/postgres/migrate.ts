import type { ClientBase } from 'pg';
import { HavocError } from '../../../base/index.js';
import { migrationFailed, newerDatabase, toStoreError } from './database-errors.js';

/** A change of the tables. It is never edited after a release. */
export interface Migration {
  /** Counts up from 1 without gaps. */
  number: number;
  name: string;
  /** One or more statements. */
  sql: string;
}

export interface MigrateOptions {
  migrations: readonly Migration[];
  onProgress?: (line: string) => void;
}

/** The book has a row for each migration that was applied. `owner` counts how often a process has opened the world. */
const FOUNDATION = `
  create table local_slack.migrations (
    number integer primary key,
    name text not null,
    applied_at timestamptz not null default now()
  );
  create table local_slack.owner (openings bigint not null);
  insert into local_slack.owner values (0)`;

/**
 * Applies the migrations that the database lacks, in one transaction. The connection must hold the world's lock, so
 * that no two processes migrate at once.
 *
 * @throws HavocError `local_slack.newer_database`, `local_slack.migration_failed` (failed_precondition),
 *   `local_slack.database_unavailable` (unavailable)
 */
export async function migrate(client: ClientBase, options: MigrateOptions): Promise<void> {
  try {
    await client.query('begin');
    await apply(client, options);
    await client.query('commit');
  } catch (thrown) {
    await client.query('rollback').catch(() => undefined);
    const known = toStoreError(thrown);
    throw known instanceof HavocError ? known : migrationFailed(thrown);
  }
}

async function apply(client: ClientBase, { migrations, onProgress = () => undefined }: MigrateOptions) {
  const { rows } = await client.query<{ schema: boolean; book: boolean }>(
    `select exists (select from pg_namespace where nspname = 'local_slack') as schema,
      to_regclass('local_slack.migrations') is not null as book`,
  );
  // `if not exists` would need the right to create a schema even if the schema exists.
  if (!rows[0]?.schema) await client.query('create schema local_slack');
  if (!rows[0]?.book) await client.query(FOUNDATION);

  const { rows: applied } = await client.query<{ number: number; name: string }>(
    'select number, name from local_slack.migrations order by number desc limit 1',
  );
  const newest = applied[0] ?? { number: 0, name: '' };
  const known = migrations.at(-1)?.number ?? 0;
  if (newest.number > known) throw newerDatabase(newest, known);
  for (const { number, name, sql } of migrations.slice(newest.number)) {
    onProgress(`Applying the migration ${number} (${name}) to the local Slack's database`);
    await client.query(sql);
    await client.query('insert into local_slack.migrations (number, name) values ($1, $2)', [number, name]);
  }
}
