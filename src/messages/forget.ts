import type { Pool } from 'pg';
import { type Forgettable, type Forgetting, forgetRows } from '../db/index.js';

const TABLES: readonly Forgettable[] = [
  {
    table: 'ledger_message',
    key: ['id'],
    tenant: 'team_id',
    at: `coalesce(greatest(posted_at, updated_at, deleted_at), '-infinity')`,
  },
];

/** Deletes the ledger of tenants. Returns the number of rows by table. */
export function forgetMessages(pool: Pool, forgetting: Forgetting): Promise<Record<string, number>> {
  return forgetRows(pool, TABLES, forgetting);
}
