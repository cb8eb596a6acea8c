import type { Pool } from 'pg';
import { type Forgettable, type Forgetting, forgetRows } from '../db/index.js';

const TABLES: readonly Forgettable[] = [
  { table: 'traffic', key: ['id', 'day'], tenant: 'team_id', at: 'at' },
];

/** Deletes the traffic of tenants. Returns the number of rows by table. */
export function forgetTraffic(pool: Pool, forgetting: Forgetting): Promise<Record<string, number>> {
  return forgetRows(pool, TABLES, forgetting);
}
