import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { HavocError } from '../base/index.js';
import { isOlder } from './is-older.js';
import type { Migration } from './migration-files.js';

/** A migration that is recorded in the database and not rolled back. */
interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
  /** The oldest version it supports. Null if another tool or an early version of havoc applied it. */
  serves: string | null;
}

/** The migrations in which the database and a version of havoc differ. */
export interface Standing {
  /** The migrations that the version needs and the database lacks, in order. */
  pending: Migration[];
  /** The names of the migrations that the version does not know. A newer havoc applied them. */
  newer: string[];
}

// By default, Prisma keeps its table of migrations in the schema `public`. An app in the same database may use that.
const BOOK = 'havoc_internal._prisma_migrations';
const CREATE_BOOK = `
  -- IF NOT EXISTS requires the right to create a schema even if the schema exists.
  DO $$ BEGIN
    IF to_regnamespace('havoc_internal') IS NULL THEN CREATE SCHEMA havoc_internal; END IF;
  END $$;
  CREATE TABLE IF NOT EXISTS ${BOOK} (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  );
  -- Prisma's own tools name the columns that they read and write, and ignore this one.
  ALTER TABLE ${BOOK} ADD COLUMN IF NOT EXISTS serves TEXT`;

/** Creates the table of migrations (the book) if it does not exist. The caller must hold the lock. */
export async function createBook(client: pg.Client): Promise<void> {
  await client.query(CREATE_BOOK);
}

/** Records a migration, in the transaction that applies it. */
export async function enter(client: pg.Client, migration: Migration, startedAt: Date): Promise<void> {
  const { name, checksum, serves } = migration;
  await client.query(
    `INSERT INTO ${BOOK} (id, checksum, migration_name, started_at, finished_at, applied_steps_count, serves)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1, $5)`,
    [randomUUID(), checksum, name, startedAt, serves],
  );
}

/**
 * Compares the recorded migrations with those that a version of havoc knows. Changes nothing. A database without a book
 * counts as one without migrations.
 *
 * @throws HavocError `db.version_unserved`, `db.migration_edited`, `db.migration_failed` (failed_precondition)
 */
export async function compareWithBook(
  client: pg.Client,
  migrations: Migration[],
  version: string,
): Promise<Standing> {
  const book = await readBook(client);
  refuseUnserved(book, version);
  const pending = migrations.filter(({ name, checksum }) => {
    const applied = book.get(name);
    if (applied === undefined) return true;
    if (!applied.finished) throw failedBefore(name);
    if (applied.checksum !== checksum) throw edited(name);
    return false;
  });
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...book.keys()].filter((name) => !known.has(name));
  return { pending, newer };
}

async function readBook(client: pg.Client): Promise<Map<string, AppliedMigration>> {
  const { rows: found } = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [BOOK]);
  if (!found[0]?.there) return new Map();
  // Reads `serves` through JSON, since a book that Prisma or an earlier havoc created has no such column.
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, to_jsonb(book) ->> 'serves' AS serves
     FROM ${BOOK} AS book WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

function refuseUnserved(book: Map<string, AppliedMigration>, version: string): void {
  let asked = { serves: version, name: '' };
  for (const { name, serves } of book.values()) {
    if (serves !== null && isOlder(asked.serves, serves)) asked = { serves, name };
  }
  if (asked.serves === version) return;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.version_unserved',
    message:
      `The tables need havoc ${asked.serves} or newer since migration ${asked.name}, and this is havoc ${version}. ` +
      `Start ${asked.serves} or newer. To use ${version}, restore a backup from before that migration.`,
  });
}

function failedBefore(name: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'db.migration_failed',
    message:
      `Another tool started migration ${name} and did not finish it. Check what it changed, then mark it in ` +
      `${BOOK}: set finished_at if its tables are there, or rolled_back_at if they are not.`,
  });
}

function edited(name: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'db.migration_edited',
    message:
      `Migration ${name} has changed since it was applied to this database, so its tables may not be what havoc ` +
      'expects. Restore its migration.sql, and put the change into a new migration.',
  });
}
