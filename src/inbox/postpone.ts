import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';

export interface Postponement extends LeaseRef {
  delayMs: number;
  error?: string;
}

/** Gives a lease back; the envelope is due again after the delay. False when the lease was lost. */
export async function postpone(pool: Pool, { id, lease, delayMs, error }: Postponement): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'inbox_postpone',
    text: `
      update havoc_internal.envelope
      set lease = null, parked_at = null, not_before = now() + $3 * interval '1 millisecond',
        last_error = coalesce($4, last_error)
      where id = $1 and lease = $2 and settled_at is null`,
    values: [id, lease, delayMs, error],
  });
  return rowCount === 1;
}

/** Starts the lease anew. False when it was lost. */
export async function extend(pool: Pool, { id, lease }: LeaseRef, leaseMs: number): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'inbox_extend',
    text: `
      update havoc_internal.envelope set not_before = now() + $3 * interval '1 millisecond'
      where id = $1 and lease = $2 and settled_at is null`,
    values: [id, lease, leaseMs],
  });
  return rowCount === 1;
}

/** Gives leases back at once, as when a stream breaks: the envelopes are due now. */
export async function release(pool: Pool, leases: readonly LeaseRef[]): Promise<void> {
  await giveBack(pool, leases, 0);
}

/** The same for what nobody saw: the attempt does not count. */
export async function putBack(pool: Pool, leases: readonly LeaseRef[]): Promise<void> {
  await giveBack(pool, leases, 1);
}

async function giveBack(pool: Pool, leases: readonly LeaseRef[], uncounted: number): Promise<void> {
  if (leases.length === 0) return;
  await pool.query({
    name: 'inbox_give_back',
    text: `
      update havoc_internal.envelope as envelope
      set lease = null, parked_at = null, attempt = attempt - $3, not_before = now()
      from unnest($1::bigint[], $2::uuid[]) as given (id, lease)
      where envelope.id = given.id and envelope.lease = given.lease and envelope.settled_at is null`,
    values: [leases.map(({ id }) => id), leases.map(({ lease }) => lease), uncounted],
  });
}
