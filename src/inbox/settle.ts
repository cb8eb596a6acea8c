import type { Pool } from 'pg';
import type { LeaseRef, Outcome } from './envelope.js';

export interface Settlement extends LeaseRef {
  outcome: Outcome;
  error?: string;
}

/**
 * Ends envelopes for good. A settlement whose lease is lost changes nothing.
 *
 * @returns in the order given, whether the lease still held
 */
export async function settle(pool: Pool, settlements: readonly Settlement[]): Promise<boolean[]> {
  const { rows } = await pool.query<{ id: string; lease: string }>({
    name: 'inbox_settle',
    text: `
      update havoc_internal.envelope as envelope
      set settled_at = now(), outcome = given.outcome, last_error = coalesce(given.error, last_error)
      from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) as given (id, lease, outcome, error)
      where envelope.id = given.id and envelope.lease = given.lease and envelope.settled_at is null
      returning envelope.id, envelope.lease`,
    values: [
      settlements.map(({ id }) => id),
      settlements.map(({ lease }) => lease),
      settlements.map(({ outcome }) => outcome),
      settlements.map(({ error }) => error),
    ],
  });
  const settled = new Set(rows.map(({ id, lease }) => `${id} ${lease}`));
  return settlements.map(({ id, lease }) => settled.has(`${id} ${lease}`));
}
