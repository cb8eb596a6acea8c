import type { Pool, QueryConfig } from 'pg';

/** A table whose rows belong to tenants. */
export interface Forgettable {
  /** In the schema `havoc_internal`. */
  table: string;
  /** The columns that identify a row. */
  key: readonly string[];
  /** The column with the tenant. */
  tenant: string;
  /** An SQL expression for the time at which a row was written last. */
  at: string;
}

/** Which rows are deleted. */
export interface Forgetting {
  tenants: readonly string[];
  /** Rows that were written at this time or later stay. */
  before: Date;
  signal?: AbortSignal | undefined;
}

/** The most rows in one statement, so that none holds its locks for long. */
const BATCH = 5_000;
/** How long one statement may take. A table may have no index on the tenant, and then is read whole. */
const MOST_MS = 10 * 60_000;

/**
 * Deletes rows in batches, one table after another. Ends early when the signal aborts.
 *
 * @returns the number of deleted rows by table
 */
export async function forgetRows(
  pool: Pool,
  tables: readonly Forgettable[],
  { tenants, before, signal }: Forgetting,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of tables) {
    counts[one.table] = 0;
    for (let deleted = BATCH; deleted === BATCH && !signal?.aborted; ) {
      const query: QueryConfig & { query_timeout: number } = {
        text: statementFor(one),
        values: [tenants, before],
        query_timeout: MOST_MS,
      };
      deleted = (await pool.query(query)).rowCount ?? 0;
      counts[one.table] = (counts[one.table] ?? 0) + deleted;
    }
  }
  return counts;
}

/** The statement only contains the names that a store gives. */
function statementFor({ table, key, tenant, at }: Forgettable): string {
  const same = key.map((column) => `gone.${column} = given.${column}`).join(' and ');
  return `
    delete from havoc_internal.${table} as gone using (
      select ${key.join(', ')} from havoc_internal.${table}
      where ${tenant} = any($1) and ${at} < $2 limit ${BATCH}
    ) as given
    where ${same}`;
}
