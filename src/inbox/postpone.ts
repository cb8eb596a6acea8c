import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';
import type { Postponement } from './inbox.js';
import { magnitudeOf } from './magnitude.js';
import { inOrder } from './settle.js';
import { wakeEarlier } from './wake.js';

/** Gives leases back; the envelopes are due again after their delays. In the order given, whether the lease held. */
export async function postpone(pool: Pool, postponements: readonly Postponement[]): Promise<boolean[]> {
  const { rows } = await pool.query<LeaseRef>({
    name: 'inbox_postpone',
    text: `
      with back as (
        update havoc_internal.unsettled as envelope
        set lease = null, held_back = false, in_turn = false, parked_at = null,
          not_before = now() + given.delay_ms * interval '1 millisecond',
          last_error = coalesce(given.error, last_error)
        from unnest($1::bigint[], $2::uuid[], $3::float8[], $4::text[]) as given (id, lease, delay_ms, error)
        where envelope.id = given.id and envelope.lease = given.lease
        returning given.id, given.lease, envelope.order_key
      ), woken as (${wakeEarlier('back')})
      select id, lease from back`,
    values: [
      postponements.map(({ id }) => id),
      postponements.map(({ lease }) => lease),
      postponements.map(({ delayMs }) => delayMs),
      postponements.map(({ error }) => error),
    ],
  });
  return inOrder(postponements, rows);
}

/**
 * Starts leases anew.
 *
 * @param tableRows about how many rows the table has, living or dead
 * @returns in the order given, whether the lease still held
 */
export async function extend(
  pool: Pool,
  leases: readonly LeaseRef[],
  leaseMs: number,
  tableRows: number,
): Promise<boolean[]> {
  const { rows } = await pool.query<LeaseRef>({
    name: `inbox_extend ${magnitudeOf(tableRows)}`,
    text: `
      with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
      update havoc_internal.unsettled as envelope
      set held_back = false, not_before = now() + $3 * interval '1 millisecond'
      from relaxed, unnest($1::bigint[], $2::uuid[]) as given (id, lease)
      where envelope.id = given.id and envelope.lease = given.lease
      returning given.id, given.lease`,
    values: [leases.map(({ id }) => id), leases.map(({ lease }) => lease), leaseMs],
  });
  return inOrder(leases, rows);
}

/** Gives leases back at once, as when a stream breaks: the envelopes are due now, where they were in the line. */
export async function release(pool: Pool, leases: readonly LeaseRef[]): Promise<void> {
  await giveBack(pool, leases, { uncounted: 0 });
}

/** The same for what nobody saw: the attempts do not count. */
export async function putBack(pool: Pool, leases: readonly LeaseRef[]): Promise<void> {
  await giveBack(pool, leases, { uncounted: 1 });
}

/** The same for a replica that should take them: they are due from now on, since its privilege ends with time. */
export async function handOff(pool: Pool, leases: readonly LeaseRef[], wantedBy: string): Promise<void> {
  await giveBack(pool, leases, { uncounted: 1, wantedBy });
}

async function giveBack(
  pool: Pool,
  leases: readonly LeaseRef[],
  { uncounted, wantedBy }: { uncounted: number; wantedBy?: string },
): Promise<void> {
  if (leases.length === 0) return;
  await pool.query({
    name: 'inbox_give_back',
    text: `
      with back as (
        update havoc_internal.unsettled as envelope
        set lease = null, held_back = false, in_turn = false, parked_at = null, attempt = attempt - $3,
          wanted_by = $4::uuid,
          not_before = case when $4::uuid is null then least(received_at, now()) else now() end
        from unnest($1::bigint[], $2::uuid[]) as given (id, lease)
        where envelope.id = given.id and envelope.lease = given.lease
        returning given.id, envelope.order_key
      ), woken as (${wakeEarlier('back')})
      select`,
    values: [leases.map(({ id }) => id), leases.map(({ lease }) => lease), uncounted, wantedBy],
  });
}
