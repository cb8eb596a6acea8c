import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';

export interface Parking extends LeaseRef {
  /** When it is due though nobody came. */
  until: Date;
}

/**
 * Sets envelopes aside that no connected subscriber handles, until their time or the next unpark. The attempt
 * does not count, for nobody saw it.
 */
export async function park(pool: Pool, parkings: readonly Parking[]): Promise<undefined[]> {
  await pool.query({
    name: 'inbox_park',
    text: `
      update havoc_internal.envelope as envelope
      set lease = null, attempt = attempt - 1, parked_at = coalesce(parked_at, now()), not_before = given.until
      from unnest($1::bigint[], $2::uuid[], $3::timestamptz[]) as given (id, lease, until)
      where envelope.id = given.id and envelope.lease = given.lease and envelope.settled_at is null`,
    values: [
      parkings.map(({ id }) => id),
      parkings.map(({ lease }) => lease),
      parkings.map(({ until }) => until),
    ],
  });
  return parkings.map(() => undefined);
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
