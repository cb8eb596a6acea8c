import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { backoffMs, HavocError } from '../base/index.js';
import { isLocked } from './is-locked.js';
import { compareWithBook, createBook, enter } from './migration-book.js';
import { connect, createClient } from './migration-client.js';
import { type Migration, readMigrations } from './migration-files.js';
import { explainMissingRight } from './missing-right.js';
import { isAway } from './once-there.js';

export interface MigrateOptions {
  /** Must not lead to a pooler in transaction or statement mode, since the session holds the lock. */
  url: string;
  /** The version of havoc that the migrations belong to, such as `0.1.0`. */
  version: string;
  /** Called with a line for each step. */
  onProgress?: (line: string) => void;
  /** Cancels the run. Changes that are not committed yet are rolled back. */
  signal?: AbortSignal;
  /** The folder of the migrations. The default is this package's own. */
  folder?: string;
  /** How long connecting may take. The default is 10 s. */
  connectWaitMs?: number;
  /** How long a migration waits for a table in use before it lets the queries behind it pass. The default is 1 s. */
  lockWaitMs?: number;
}

export interface Migrated {
  /** The names of the migrations that this run applied, in order. */
  applied: string[];
  /** The names of the migrations that a newer havoc applied earlier. All of them support this version. */
  newer: string[];
}

/** The number of the advisory lock of Prisma's own tools. havoc takes the same lock, so that each waits for the other. */
const PRISMA_LOCK = 72707369;
/** The most attempts to lock a table in use. Together with the pauses, they take about two minutes. */
const LOCK_ATTEMPTS = 30;
const LOCK_PAUSE = { firstMs: 100, mostMs: 5_000 };

/**
 * Brings the tables up to date. Each migration is one transaction, so a failed one leaves nothing behind. Several
 * processes may migrate at the same time, even if their versions differ. One of them works. The others wait for it, and
 * then apply what is left. Changes of a newer version stay.
 *
 * @throws HavocError `db.bad_url` (invalid_argument); `db.unreachable` (unavailable); `db.not_allowed`
 * (permission_denied); `db.too_old`, `db.bad_encoding`, `db.version_unserved`, `db.migration_unmarked`, `db.migration_edited`,
 * `db.migration_failed` (failed_precondition); `db.migration_cancelled` (cancelled)
 */
export async function migrate({
  url,
  version,
  onProgress = () => undefined,
  signal,
  folder,
  connectWaitMs,
  lockWaitMs = 1_000,
}: MigrateOptions): Promise<Migrated> {
  const migrations = await readMigrations(folder);
  const client = createClient(url, connectWaitMs);
  const breakOff = () => void client.end();
  signal?.addEventListener('abort', breakOff);
  try {
    signal?.throwIfAborted();
    await connect(client);
    await takeTurn(client, onProgress);
    const { pending, newer } = await compareWithBook(client, migrations, version);
    if (pending.length > 0) await createBook(client);
    for (const migration of pending) {
      onProgress(`Applying migration ${migration.name}`);
      await apply(client, migration, { lockWaitMs, onProgress, signal });
    }
    return { applied: pending.map(({ name }) => name), newer };
  } catch (thrown) {
    if (signal?.aborted) throw cancelled(thrown);
    throw await explainMissingRight(client, thrown);
  } finally {
    signal?.removeEventListener('abort', breakOff);
    // Ends the session, which releases the lock.
    await client.end();
  }
}

async function takeTurn(client: pg.Client, onProgress: (line: string) => void): Promise<void> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [PRISMA_LOCK]);
  if (rows[0]?.taken) return;
  onProgress('Waiting for another process that is bringing the tables up to date.');
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
}

interface ApplyOptions extends Required<Pick<MigrateOptions, 'lockWaitMs' | 'onProgress'>> {
  signal: AbortSignal | undefined;
}

/**
 * Applies one migration. While it waits for a table lock, all other queries on that table wait behind it, including
 * those for Slack's requests. It therefore waits only briefly, and tries again many times.
 */
async function apply(
  client: pg.Client,
  migration: Migration,
  { lockWaitMs, onProgress, signal }: ApplyOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(client, migration, lockWaitMs);
    } catch (cause) {
      // If the connection broke, there is nothing to roll back, and the cause explains the failure.
      if (signal?.aborted || (!isLocked(cause) && isAway(cause))) throw cause;
      await client.query('ROLLBACK').catch(() => undefined);
      if (!isLocked(cause) || attempt === LOCK_ATTEMPTS) throw failed(migration, cause);
      onProgress('A table that the migration changes is in use. Trying again.');
      await wait(backoffMs(attempt, LOCK_PAUSE), undefined, { signal });
    }
  }
}

async function applyOnce(client: pg.Client, migration: Migration, lockWaitMs: number): Promise<void> {
  const startedAt = new Date();
  await client.query('BEGIN');
  await client.query(`SET LOCAL lock_timeout = ${lockWaitMs}`);
  // Without parameters, pg sends the whole script as one simple query, including `$$` bodies.
  await client.query(migration.sql);
  await enter(client, migration, startedAt);
  await client.query('COMMIT');
}

function failed({ name }: Migration, cause: unknown): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'db.migration_failed',
    message:
      `Migration ${name} failed and was rolled back: ${cause instanceof Error ? cause.message : cause}. ` +
      'Remove the cause, then run `havoc migrate` again.',
    cause,
  });
}

function cancelled(cause: unknown): HavocError {
  return new HavocError({
    kind: 'cancelled',
    code: 'db.migration_cancelled',
    message:
      'The migration was cancelled, and its uncommitted changes are rolled back. Run `havoc migrate` again.',
    cause,
  });
}
