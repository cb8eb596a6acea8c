import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';
import type { Burial } from './inbox.js';
import { magnitudeOf } from './magnitude.js';
import { wakeNext } from './wake.js';

/**
 * Ends envelopes for good. A settlement whose lease is lost changes nothing.
 *
 * @param tableRows about how many rows the table has, living or dead
 * @returns in the order given, whether the lease still held
 */
export async function settle(
  pool: Pool,
  settlements: readonly LeaseRef[],
  tableRows: number,
): Promise<boolean[]> {
  const { rows } = await pool.query<LeaseRef>({
    name: `inbox_settle ${magnitudeOf(tableRows)}`,
    text: `
      with gone as (
        delete from havoc_internal.unsettled as envelope
        using unnest($1::bigint[], $2::uuid[]) as given (id, lease)
        where envelope.id = given.id and envelope.lease = given.lease
        returning envelope.id, envelope.lease, envelope.order_key
      ), woken as (${wakeNext('gone')})
      select id, lease from gone`,
    values: [settlements.map(({ id }) => id), settlements.map(({ lease }) => lease)],
  });
  return inOrder(settlements, rows);
}

/** Makes envelopes dead letters, durably. What is returned is as settle returns it. */
export async function bury(pool: Pool, burials: readonly Burial[]): Promise<boolean[]> {
  const { rows } = await pool.query<LeaseRef>({
    name: 'inbox_bury',
    text: `
      with gone as (
        delete from havoc_internal.unsettled as envelope
        using unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) as given (id, lease, reason, error)
        where envelope.id = given.id and envelope.lease = given.lease
        returning envelope.*, given.reason, coalesce(given.error, last_error) as error
      ), dead as (${intoDeadLetters('gone')}), woken as (${wakeNext('gone')})
      select id, lease from gone`,
    values: [
      burials.map(({ id }) => id),
      burials.map(({ lease }) => lease),
      burials.map(({ reason }) => reason),
      burials.map(({ error }) => error),
    ],
  });
  return inOrder(burials, rows);
}

/** SQL: makes dead letters of what the CTE returned, which has a row of `unsettled`, its `reason` and its `error`. */
export function intoDeadLetters(gone: string): string {
  return `
    insert into havoc_internal.dead_letter
      (id, day, dedupe_key, kind, name, team_id, payload, received_at, attempts, reason, last_error)
    select id, day, dedupe_key, kind, name, team_id, coalesce(stored.payload, ''), received_at, attempt, reason, error
    from ${gone} as gone left join lateral (
      select payload from havoc_internal.envelope
      where envelope.dedupe_key = gone.dedupe_key and envelope.day = gone.day limit 1
    ) as stored on true
    on conflict (id) do nothing`;
}

/** Which of the leases are among those that held, in the order given. */
export function inOrder(given: readonly LeaseRef[], held: readonly LeaseRef[]): boolean[] {
  const leases = new Set(held.map(({ id, lease }) => `${id} ${lease}`));
  return given.map(({ id, lease }) => leases.has(`${id} ${lease}`));
}
