import type { Pool } from 'pg';
import { dropPartitions, ensurePartitions } from '../db/index.js';

/** Rows are written once, and dropped with their partition within days, so vacuuming after inserts is useless. */
const TRAFFIC = { table: 'traffic', storage: 'autovacuum_vacuum_insert_threshold = -1' };

/**
 * Creates partitions for the days around the database's clock. Without them, a default partition takes all records.
 */
export async function ensureTrafficPartitions(pool: Pool): Promise<void> {
  await ensurePartitions(pool, TRAFFIC);
}

/** Drops the partitions of days that ended at least `keepMs` ago by the database's clock. */
export async function dropTrafficPartitions(pool: Pool, keepMs: number): Promise<void> {
  await dropPartitions(pool, TRAFFIC, keepMs);
}
