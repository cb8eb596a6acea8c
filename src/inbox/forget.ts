import type { Pool } from 'pg';
import { type Forgettable, type Forgetting, forgetRows } from '../db/index.js';

// Envelopes come last: an interrupted deletion finds the others again by their team_id.
const TABLES: readonly Forgettable[] = [
  { table: 'unsettled', key: ['id'], tenant: 'team_id', at: 'received_at' },
  { table: 'dead_letter', key: ['id'], tenant: 'team_id', at: 'received_at' },
  { table: 'envelope', key: ['dedupe_key', 'day'], tenant: 'team_id', at: 'received_at' },
];

/** Deletes the envelopes of tenants, also those that are not settled. An attempt that is under way loses its lease. Returns the number of rows by table. */
export function forgetEnvelopes(pool: Pool, forgetting: Forgetting): Promise<Record<string, number>> {
  return forgetRows(pool, TABLES, forgetting);
}

/** True if an envelope of this kind about a tenant is not settled yet. */
export async function hasUnsettled(pool: Pool, tenant: string, kind: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select 1 from havoc_internal.unsettled where team_id = $1 and kind = $2 limit 1',
    [tenant, kind],
  );
  return rows.length > 0;
}
