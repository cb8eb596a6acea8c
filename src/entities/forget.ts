import type { Pool } from 'pg';
import { type Forgettable, type Forgetting, forgetRows } from '../db/index.js';

const TABLES: readonly Forgettable[] = [
  ...['slack_user', 'slack_channel', 'slack_bot'].map((table) => ({
    table,
    key: ['team_id', 'id'],
    tenant: 'team_id',
    at: 'seen_at',
  })),
  { table: 'slack_team', key: ['id'], tenant: 'id', at: 'seen_at' },
];

/** Deletes the users, channels, bots and workspaces of tenants. Returns the number of rows by table. */
export function forgetEntities(pool: Pool, forgetting: Forgetting): Promise<Record<string, number>> {
  return forgetRows(pool, TABLES, forgetting);
}
