import type { Pool } from 'pg';
import type { AttemptRef, LeaseRef } from './envelope.js';
import type { Postponement } from './inbox.js';
import { magnitudeOf } from './magnitude.js';
import { areAmong } from './settle.js';
import { untilUndisputed } from './until-undisputed.js';

/**
 * Gives leases back; the envelopes are due again after their delays.
 *
 * @returns for each, in the order given, whether its lease still held
 */
export async function postpone(pool: Pool, postponements: readonly Postponement[]): Promise<boolean[]> {
  const { rows } = await pool.query<LeaseRef>({
    name: 'inbox_postpone',
    text: `
      update havoc_internal.unsettled as envelope
      set lease = null, in_turn = false, parked_at = null, attempt = coalesce(given.attempt, envelope.attempt),
        not_before = now() + given.delay_ms * interval '1 millisecond',
        last_error = coalesce(given.error, last_error)
      from unnest($1::bigint[], $2::uuid[], $3::float8[], $4::text[], $5::int[])
        as given (id, lease, delay_ms, error, attempt)
      where envelope.id = given.id and envelope.lease = given.lease
      returning given.id, given.lease`,
    values: [
      postponements.map(({ id }) => id),
      postponements.map(({ lease }) => lease),
      postponements.map(({ delayMs }) => delayMs),
      postponements.map(({ error }) => error),
      postponements.map(({ attempt }) => attempt),
    ],
  });
  return areAmong(postponements, rows);
}

/**
 * Renews leases for `leaseMs` from now.
 *
 * @param tableRows the approximate number of rows in the table, live and dead
 * @returns for each, in the order given, whether the lease still held
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
      set not_before = now() + $3 * interval '1 millisecond'
      from relaxed, unnest($1::bigint[], $2::uuid[]) as given (id, lease)
      where envelope.id = given.id and envelope.lease = given.lease
      returning given.id, given.lease`,
    values: [leases.map(({ id }) => id), leases.map(({ lease }) => lease), leaseMs],
  });
  return areAmong(leases, rows);
}

/**
 * Gives leases back, for example when a stream breaks. The envelopes are due now and keep their place in the
 * order.
 */
export async function release(pool: Pool, attempts: readonly AttemptRef[]): Promise<void> {
  await giveBack(pool, attempts, { uncounted: 0 });
}

/**
 * Gives leases back for envelopes that no app saw: the attempts do not count.
 *
 * @param keeper the attempt that gets the turn if one of the given attempts has it
 */
export async function putBack(pool: Pool, attempts: readonly AttemptRef[], keeper?: LeaseRef): Promise<void> {
  await giveBack(pool, attempts, { uncounted: 1, keeper });
}

/**
 * Gives leases back so that the replica `wantedBy` claims the envelopes; the attempts do not count. The new
 * due time is now, not the time of receipt, because other replicas may claim the envelopes 2 s after the due
 * time.
 */
export async function redirect(pool: Pool, attempts: readonly AttemptRef[], wantedBy: string): Promise<void> {
  await giveBack(pool, attempts, { uncounted: 1, wantedBy });
}

async function giveBack(
  pool: Pool,
  attempts: readonly AttemptRef[],
  { uncounted, wantedBy, keeper }: { uncounted: number; wantedBy?: string; keeper?: LeaseRef },
): Promise<void> {
  if (attempts.length === 0) return;
  const statement = {
    name: 'inbox_give_back',
    text: `
      with given as materialized (
        select given.*, in_turn
        from unnest($1::bigint[], $2::uuid[], $3::int[]) as given (id, lease, attempt)
        join havoc_internal.unsettled as envelope on envelope.id = given.id and envelope.lease = given.lease
      ), back as (
        update havoc_internal.unsettled as envelope
        set lease = null, in_turn = false, parked_at = null, attempt = given.attempt - $4, wanted_by = $5::uuid,
          not_before = case when $5::uuid is null then least(received_at, now()) else now() end
        from given where envelope.id = given.id and envelope.lease = given.lease
        returning given.in_turn as had_turn
      )
      update havoc_internal.unsettled as keeper
      set in_turn = true from (select bool_or(had_turn) as had_turn from back) as given_back
      where had_turn and keeper.id = $6 and keeper.lease = $7`,
    values: [
      attempts.map(({ id }) => id),
      attempts.map(({ lease }) => lease),
      attempts.map(({ attempt }) => attempt),
      uncounted,
      wantedBy,
      keeper?.id,
      keeper?.lease,
    ],
  };
  await untilUndisputed(() => pool.query(statement));
}
