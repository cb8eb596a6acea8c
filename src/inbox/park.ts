import type { Pool } from 'pg';
import type { AttemptRef } from './envelope.js';
import { untilUndisputed } from './until-undisputed.js';

export interface Parking extends AttemptRef {
  /** The time after which it is due, even if no subscriber for it has connected. */
  delayMs: number;
}

/**
 * Sets aside envelopes that no connected subscriber handles, for their delay or until the next `unpark`. The
 * attempt does not count, because no app saw it. Their conversations go on without them.
 */
export async function park(pool: Pool, parkings: readonly Parking[]): Promise<undefined[]> {
  await pool.query({
    name: 'inbox_park',
    text: `
      update havoc_internal.unsettled as envelope
      set lease = null, in_turn = false, parked = true, wanted_by = null, attempt = given.attempt - 1,
        parked_at = coalesce(parked_at, now()),
        not_before = now() + given.delay_ms * interval '1 millisecond'
      from unnest($1::bigint[], $2::uuid[], $3::int[], $4::float8[]) as given (id, lease, attempt, delay_ms)
      where envelope.id = given.id and envelope.lease = given.lease`,
    values: [
      parkings.map(({ id }) => id),
      parkings.map(({ lease }) => lease),
      parkings.map(({ attempt }) => attempt),
      parkings.map(({ delayMs }) => delayMs),
    ],
  });
  return parkings.map(() => undefined);
}

/** Makes all parked envelopes due, because a new subscriber may handle them. */
export async function unpark(pool: Pool): Promise<void> {
  const sql =
    'update havoc_internal.unsettled set parked = false, not_before = least(received_at, now()) where parked';
  await untilUndisputed(() => pool.query(sql));
}
