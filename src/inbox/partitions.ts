import type { Pool } from 'pg';
import * as db from '../db/index.js';

/** Never updated and gone within days: nothing in it is worth clearing up; a payload of a usual size stays in its row. */
const ENVELOPES = {
  table: 'envelope',
  storage: 'toast_tuple_target = 8160, autovacuum_vacuum_insert_threshold = -1',
};

/** Makes the days around `now`, or around the database's clock, that envelopes are stored in; before the first commit. */
export function ensurePartitions(pool: Pool, now?: Date): Promise<string[]> {
  return db.ensurePartitions(pool, ENVELOPES, now);
}

/**
 * Drops the days of envelopes that were over `keepMs` before `now`, or the database's clock, but for those that an
 * unsettled one is of. Keep them at least 25 hours: a settled envelope is what tells a late retry of Slack's from a
 * new event.
 *
 * @returns the names of the partitions
 */
export function dropPartitions(pool: Pool, keepMs: number, now?: Date): Promise<string[]> {
  return db.dropPartitions(pool, { ...ENVELOPES, findInUse }, keepMs, now);
}

async function findInUse(pool: Pick<Pool, 'query'>): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    'select distinct day::text as day from havoc_internal.unsettled',
  );
  return rows.map(({ day }) => day);
}
