import { HavocError } from '../base/index.js';
import { createListener, type Database, inspectTables, openDatabase } from '../db/index.js';
import { createFleet, type Fleet } from '../fleet/index.js';
import { VERSION } from '../version.js';
import type { Parts } from './parts.js';

/**
 * Checks that the tables fit this version, and opens the database.
 *
 * @throws HavocError `main.tables_out_of_date` or `db.version_unserved` (failed_precondition), `db.bad_url`
 * (invalid_argument), `db.not_allowed` (permission_denied), `db.unreachable` (unavailable)
 */
export async function openTables({
  config,
  log,
  scope,
}: Pick<Parts, 'config' | 'log' | 'scope'>): Promise<Database> {
  const { pending, newer } = await inspectTables(config.DATABASE_DIRECT_URL ?? config.DATABASE_URL, VERSION);
  if (newer.length > 0)
    log.info({ migrations: newer }, 'a newer havoc has changed the tables; they still support this version');
  if (pending.length > 0) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'main.tables_out_of_date',
      message: `The tables are older than this havoc. Run \`havoc migrate\` first (migrations to apply: ${pending.length}).`,
    });
  }
  const database = openDatabase({ url: config.DATABASE_URL, poolSize: config.HAVOC_DATABASE_POOL });
  scope.onRelease(() => database.close());
  return database;
}

/** Joins the fleet. The replica leaves the fleet just before the database closes, when all deliveries have ended. */
export async function joinFleet({
  config,
  database,
  log,
  scope,
  metrics,
  writes,
}: Omit<Parts, 'fleet'>): Promise<Fleet> {
  const listener = createListener({ url: config.DATABASE_DIRECT_URL ?? config.DATABASE_URL, log });
  scope.onRelease(() => listener.stop());
  const fleet = await createFleet({
    database,
    listener,
    log,
    onBeat: (failure) => writes.ended('heartbeat', failure),
  });
  scope.onRelease(() => fleet.stop());
  const count = () => metrics.setReplicas(fleet.others().length + 1);
  fleet.onChange(count);
  count();
  return fleet;
}
