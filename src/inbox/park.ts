import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';
import { wakeNext } from './wake.js';

export interface Parking extends LeaseRef {
  /** After how long it is due though nobody came. */
  delayMs: number;
}

/**
 * Sets envelopes aside that no connected subscriber handles, until their time or the next unpark. The attempt
 * does not count, for nobody saw it, and their conversations go on without them.
 */
export async function park(pool: Pool, parkings: readonly Parking[]): Promise<undefined[]> {
  await pool.query({
    name: 'inbox_park',
    text: `
      with gone as (
        update havoc_internal.unsettled as envelope
        set lease = null, held_back = false, in_turn = false, wanted_by = null, attempt = attempt - 1,
          parked_at = coalesce(parked_at, now()),
          not_before = now() + given.delay_ms * interval '1 millisecond'
        from unnest($1::bigint[], $2::uuid[], $3::float8[]) as given (id, lease, delay_ms)
        where envelope.id = given.id and envelope.lease = given.lease
        returning envelope.order_key
      ), woken as (${wakeNext('gone')})
      select`,
    values: [
      parkings.map(({ id }) => id),
      parkings.map(({ lease }) => lease),
      parkings.map(({ delayMs }) => delayMs),
    ],
  });
  return parkings.map(() => undefined);
}

/** Makes everything set aside due: a new subscriber may handle it. */
export async function unpark(pool: Pool): Promise<void> {
  await pool.query(`
    update havoc_internal.unsettled set not_before = least(received_at, now())
    where parked_at is not null and lease is null and not_before > now()`);
}
