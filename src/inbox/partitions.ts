import type { Pool } from 'pg';
import * as db from '../db/index.js';

/**
 * Rows are never updated, and their partition is dropped within days, so vacuuming after inserts is not worth
 * its cost. A payload of a usual size stays in its row.
 */
const ENVELOPES = {
  table: 'envelope',
  storage: 'toast_tuple_target = 8160, autovacuum_vacuum_insert_threshold = -1',
};

/**
 * Creates the partitions in which envelopes are stored: the days around `now`, or around the database's time.
 * Call it before the first commit.
 */
export function ensurePartitions(pool: Pool, now?: Date): Promise<string[]> {
  return db.ensurePartitions(pool, ENVELOPES, now);
}

/**
 * Drops the partitions of days that ended more than `keepMs` before `now`, or before the database's time.
 * Days with unsettled envelopes stay. Keep days for at least 25 hours: only the stored envelope tells a late
 * retry from Slack apart from a new event.
 *
 * @returns the names of the dropped partitions
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
