import type { Pool } from 'pg';

const READ_ONLY = 'read-only: nothing can be stored';

/** By SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSALS: Readonly<Record<string, string>> = {
  '25006': READ_ONLY,
  '53100': 'its disk is full: nothing can be stored',
};

/** Why the database takes nothing that is written, for people; undefined where the failure is another one. */
export function writeRefusalOf(failure: unknown): string | undefined {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' ? REFUSALS[code] : undefined;
}

/** Asks the database whether it takes writes, as a standby or one that is set to read-only does not. */
export async function findReadOnly(pool: Pick<Pool, 'query'>): Promise<string | undefined> {
  const { rows } = await pool.query("select current_setting('transaction_read_only') = 'on' as read_only");
  return rows[0]?.read_only ? READ_ONLY : undefined;
}
