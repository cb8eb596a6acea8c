import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { HavocError } from '../base/index.js';
import { type Migration, readMigrations } from './migration-files.js';

export interface MigrateOptions {
  /** Not through a pooler that hands out a connection a statement: the lock lives on the connection. */
  url: string;
  /** Told in a line what is being done. */
  onProgress?: (line: string) => void;
  /** Breaks off; what was not committed by then is rolled back. */
  signal?: AbortSignal;
  /** This package's own where absent. */
  folder?: string;
  /** How long the server may take to let it in; 10 s when absent. */
  connectWaitMs?: number;
}

/** The number of the advisory lock that Prisma's own tools take, so that they wait for havoc, and it for them. */
const PRISMA_LOCK = 72707369;
const OLDEST_SERVER = 14;

/** A row of Prisma's book of migrations; rolled back ones aside. */
interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

// Prisma keeps its book in the schema `public`, where an app that shares the database may keep its own.
export const BOOK = 'havoc_internal._prisma_migrations';
const CREATE_BOOK = `
  CREATE SCHEMA IF NOT EXISTS havoc_internal;
  CREATE TABLE IF NOT EXISTS ${BOOK} (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Brings the tables up to date. Each migration is one transaction, so a failed one leaves nothing behind. Many
 * may do this at once: one works, the others wait for it and find nothing left to do.
 *
 * @returns the names of those applied now, in order
 * @throws HavocError `db.unreachable` (unavailable); `db.too_old`, `db.migration_edited`, `db.migration_failed`
 * (failed_precondition); `db.migration_cancelled` (cancelled)
 */
export async function migrate({
  url,
  onProgress,
  signal,
  folder,
  connectWaitMs,
}: MigrateOptions): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(folder);
  const client = createClient(url, connectWaitMs);
  const breakOff = () => void client.end();
  signal?.addEventListener('abort', breakOff);
  try {
    await connect(client);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(CREATE_BOOK);
    const pending = findPending(migrations, await readBook(client));
    for (const migration of pending) {
      onProgress?.(`Applying migration ${migration.name}`);
      await apply(client, migration);
    }
    return { applied: pending.map(({ name }) => name) };
  } catch (thrown) {
    if (signal?.aborted) throw cancelled(thrown);
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', breakOff);
    // Ends the session, and with it the lock.
    await client.end();
  }
}

/** A connection of its own, not yet made. */
export function createClient(url: string, connectWaitMs = 10_000): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectWaitMs,
    application_name: 'havoc migrate',
  });
  // A connection that breaks fails the query under way, which tells; unheard, this event would end the process.
  client.on('error', () => undefined);
  return client;
}

export async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (cause) {
    throw new HavocError({
      kind: 'unavailable',
      code: 'db.unreachable',
      message:
        `No connection to PostgreSQL at ${client.host}:${client.port}, database "${client.database}" ` +
        `(${cause instanceof Error ? cause.message || cause.name : cause}). Check that the server runs and that DATABASE_URL has its ` +
        'host, port, user, password and database.',
      cause,
    });
  }
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= OLDEST_SERVER) return;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.too_old',
    message: `This server is PostgreSQL ${version}; havoc needs ${OLDEST_SERVER} or later. Point DATABASE_URL to a newer one.`,
  });
}

export async function readBook(client: pg.Client): Promise<Map<string, AppliedMigration>> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM ${BOOK} WHERE rolled_back_at IS NULL`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** A migration that only the book has is left alone: a newer havoc ran here, and this one was brought back. */
export function findPending(migrations: Migration[], book: Map<string, AppliedMigration>): Migration[] {
  return migrations.filter(({ name, checksum }) => {
    const applied = book.get(name);
    if (applied === undefined) return true;
    if (!applied.finished) throw failedBefore(name);
    if (applied.checksum !== checksum) throw edited(name);
    return false;
  });
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query('BEGIN');
    // Without parameters the whole script goes as one simple query, `$$` bodies included.
    await client.query(sql);
    await client.query(
      `INSERT INTO ${BOOK} (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, startedAt],
    );
    await client.query('COMMIT');
  } catch (cause) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'db.migration_failed',
      message:
        `Migration ${name} failed and was rolled back: ${cause instanceof Error ? cause.message : cause}. ` +
        'Remove what is in its way, then run `havoc migrate` again.',
      cause,
    });
  }
}

function failedBefore(name: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'db.migration_failed',
    message:
      `Migration ${name} was begun by another tool and never finished. See what it left, then mark it in ` +
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

function cancelled(cause: unknown): HavocError {
  return new HavocError({
    kind: 'cancelled',
    code: 'db.migration_cancelled',
    message:
      'The migration was broken off; what it had not committed is rolled back. Run `havoc migrate` again.',
    cause,
  });
}
