import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';

/**
 * Sets an envelope aside that no connected subscriber handles, until `until` or the next unpark. The attempt
 * does not count, for nobody saw it.
 */
export async function park(pool: Pool, { id, lease }: LeaseRef, until: Date): Promise<void> {
  await pool.query({
    name: 'inbox_park',
    text: `
      update havoc_internal.envelope
      set lease = null, attempt = attempt - 1, parked_at = coalesce(parked_at, now()), not_before = $3
      where id = $1 and lease = $2 and settled_at is null`,
    values: [id, lease, until],
  });
}

/** Makes everything set aside due: a new subscriber may handle it. */
export async function unpark(pool: Pool): Promise<void> {
  await pool.query({
    name: 'inbox_unpark',
    text: `
      update havoc_internal.envelope set not_before = now()
      where settled_at is null and parked_at is not null and lease is null and not_before > now()`,
  });
}
