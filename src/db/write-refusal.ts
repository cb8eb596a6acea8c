import type { Pool } from 'pg';

const READ_ONLY = 'read-only: nothing can be stored';

/** The reasons by SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSALS: Readonly<Record<string, string>> = {
  '25006': READ_ONLY,
  '53100': 'its disk is full: nothing can be stored',
};

/** Returns why the database refuses writes, as a clause for people. Returns undefined for any other failure. */
export function writeRefusalOf(failure: unknown): string | undefined {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' ? REFUSALS[code] : undefined;
}

/** Returns why the database refuses writes if it is a standby or set to read-only. Otherwise returns undefined. */
export async function findReadOnly(pool: Pick<Pool, 'query'>): Promise<string | undefined> {
  const { rows } = await pool.query("select current_setting('transaction_read_only') = 'on' as read_only");
  return rows[0]?.read_only ? READ_ONLY : undefined;
}
