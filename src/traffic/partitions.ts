import type { Pool } from 'pg';
import { dropPartitions, ensurePartitions } from '../db/index.js';

/** Written once and gone within days: nothing in it is worth clearing up. */
const TRAFFIC = { table: 'traffic', storage: 'autovacuum_vacuum_insert_threshold = -1' };

/** Makes the days that records are stored in, around the database's clock; without them one safety net takes all. */
export async function ensureTrafficPartitions(pool: Pool): Promise<void> {
  await ensurePartitions(pool, TRAFFIC);
}

/** Drops the days that have been over, by the database's clock, for `keepMs`, whole. */
export async function dropTrafficPartitions(pool: Pool, keepMs: number): Promise<void> {
  await dropPartitions(pool, TRAFFIC, keepMs);
}
