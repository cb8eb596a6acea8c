import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';
import { createListener, type Database, findPendingMigrations, openDatabase } from '../db/index.js';
import { createFleet, type Fleet } from '../fleet/index.js';
import type { Logger } from '../log/index.js';
import type { Parts } from './parts.js';

const RETRY = { firstMs: 200, mostMs: 5_000 };

/**
 * Opens the database; where it is away, as when a pod starts before it, once it is there.
 *
 * @param stop ends the waiting
 * @throws HavocError `main.tables_out_of_date` (failed_precondition), `db.unreachable` (unavailable) when it did not
 * come in time, or at once where it refuses the user or has no such database
 */
export async function openTables(
  { config, scope, log }: Pick<Parts, 'config' | 'scope' | 'log'>,
  stop?: AbortSignal,
): Promise<Database> {
  const url = config.DATABASE_DIRECT_URL ?? config.DATABASE_URL;
  const pending = await onceThere(() => findPendingMigrations(url), {
    waitMs: config.HAVOC_DATABASE_WAIT_MS,
    log,
    stop,
  });
  if (pending.length > 0) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'main.tables_out_of_date',
      message: `The tables are older than this havoc: run \`havoc migrate\` first (${pending.length} to apply).`,
    });
  }
  const database = openDatabase({ url: config.DATABASE_URL, poolSize: config.HAVOC_DATABASE_POOL });
  scope.onRelease(() => database.close());
  return database;
}

async function onceThere<T>(
  ask: () => Promise<T>,
  { waitMs, log, stop }: { waitMs: number; log: Logger; stop: AbortSignal | undefined },
): Promise<T> {
  const end = performance.now() + waitMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (failure) {
      const pauseMs = backoffMs(attempt, RETRY);
      if (!isAway(failure) || stop?.aborted || performance.now() + pauseMs > end) throw failure;
      log.warn({ err: failure }, 'the database does not answer yet; havoc starts once it does');
      await wait(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

/** No waiting gives the user its rights, or makes the database. */
function isAway(failure: unknown): boolean {
  if (!(failure instanceof HavocError) || failure.code !== 'db.unreachable') return false;
  const { cause } = failure;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return !/^(28|3D)/.test(code);
}

/** Left last of all but the database: what is in flight is settled as one of the fleet. */
export async function joinFleet({
  config,
  database,
  log,
  scope,
  metrics,
}: Omit<Parts, 'fleet'>): Promise<Fleet> {
  const listener = createListener({ url: config.DATABASE_DIRECT_URL ?? config.DATABASE_URL, log });
  scope.onRelease(() => listener.stop());
  const fleet = await createFleet({ database, listener, log });
  scope.onRelease(() => fleet.stop());
  const count = () => metrics.setReplicas(fleet.others().length + 1);
  fleet.onChange(count);
  count();
  return fleet;
}
