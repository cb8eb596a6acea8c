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
  /** Not through a pooler that hands out a connection a statement: the lock lives on the connection. */
  url: string;
  /** Of the havoc whose migrations these are, as in `0.1.0`. */
  version: string;
  /** Told in a line what is being done. */
  onProgress?: (line: string) => void;
  /** Breaks off; what was not committed by then is rolled back. */
  signal?: AbortSignal;
  /** This package's own where absent. */
  folder?: string;
  /** How long the server may take to let it in; 10 s when absent. */
  connectWaitMs?: number;
  /** How long a migration waits for tables in use before it lets those behind it pass; 1 s when absent. */
  lockWaitMs?: number;
}

export interface Migrated {
  /** The names of what was applied now, in order. */
  applied: string[];
  /** The names of what a newer havoc applied before; all of it serves this version. */
  newer: string[];
}

/** The number of the advisory lock that Prisma's own tools take, so that they wait for havoc, and it for them. */
const PRISMA_LOCK = 72707369;
/** Together some two minutes, within which a table in use comes free. */
const LOCK_ATTEMPTS = 30;
const LOCK_PAUSE = { firstMs: 100, mostMs: 5_000 };

/**
 * Brings the tables up to date. Each migration is one transaction, so a failed one leaves nothing behind. Many
 * may do this at once, of one version or of several: one works, the others wait for it and find nothing left to
 * do. What a newer version has added stays.
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
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function takeTurn(client: pg.Client, onProgress: (line: string) => void): Promise<void> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [PRISMA_LOCK]);
  if (rows[0]?.taken) return;
  onProgress('Another one is bringing the tables up to date: waiting for it.');
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
}

interface ApplyOptions extends Required<Pick<MigrateOptions, 'lockWaitMs' | 'onProgress'>> {
  signal: AbortSignal | undefined;
}

/** Whoever needs a table that a migration waits for waits behind it, Slack's requests too: so it waits shortly, and often. */
async function apply(
  client: pg.Client,
  migration: Migration,
  { lockWaitMs, onProgress, signal }: ApplyOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(client, migration, lockWaitMs);
    } catch (cause) {
      // Where the connection itself broke there is nothing to roll back, and the cause tells.
      if (signal?.aborted || (!isLocked(cause) && isAway(cause))) throw cause;
      await client.query('ROLLBACK').catch(() => undefined);
      if (!isLocked(cause) || attempt === LOCK_ATTEMPTS) throw failed(migration, cause);
      onProgress('A table that it changes is in use: trying again.');
      await wait(backoffMs(attempt, LOCK_PAUSE), undefined, { signal });
    }
  }
}

async function applyOnce(client: pg.Client, migration: Migration, lockWaitMs: number): Promise<void> {
  const startedAt = new Date();
  await client.query('BEGIN');
  await client.query(`SET LOCAL lock_timeout = ${lockWaitMs}`);
  // Without parameters the whole script goes as one simple query, `$$` bodies included.
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
      'Remove what is in its way, then run `havoc migrate` again.',
    cause,
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
