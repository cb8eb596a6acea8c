import type { Pool } from 'pg';
import type { LeaseRef } from './envelope.js';
import type { Conversation } from './hints.js';
import type { Burial, Ended } from './inbox.js';
import { magnitudeOf } from './magnitude.js';

export interface Ending extends LeaseRef {
  /** The id of its follower, the next envelope of its conversation. */
  nextId?: string;
}

export interface SettleOptions {
  /** The approximate number of rows in the table, live and dead. */
  tableRows: number;
  /** Called with each conversation whose turn has ended: another of its envelopes may be ready. */
  onFree?: (conversation: Conversation) => void;
}

interface Row extends LeaseRef {
  is_next_first: boolean;
  team_id: string;
  /** Null if the envelope did not have the turn of a conversation. */
  free_key: string | null;
}

/**
 * Settles envelopes: they are not delivered again. A settlement whose lease is lost changes nothing.
 *
 * @returns the results, in the order given
 */
export async function settle(
  pool: Pool,
  endings: readonly Ending[],
  { tableRows, onFree = () => undefined }: SettleOptions,
): Promise<Ended[]> {
  const { rows } = await pool.query<Row>({
    name: `inbox_settle ${magnitudeOf(tableRows)}`,
    text: `
      with gone as (
        delete from havoc_internal.unsettled as envelope
        using unnest($1::bigint[], $2::uuid[], $3::bigint[]) as given (id, lease, next_id)
        where envelope.id = given.id and envelope.lease = given.lease
        returning envelope.id, envelope.lease, envelope.team_id, envelope.order_key, envelope.in_turn, given.next_id
      )
      select id, lease, team_id, case when in_turn then order_key end as free_key, next_id is not null and not exists (
        select from havoc_internal.unsettled as earlier
        where earlier.team_id = gone.team_id and earlier.order_key = gone.order_key and not earlier.parked
          and earlier.id < gone.next_id and earlier.id <> gone.id
      ) as is_next_first
      from gone`,
    values: [
      endings.map(({ id }) => id),
      endings.map(({ lease }) => lease),
      endings.map(({ nextId }) => nextId),
    ],
  });
  for (const { team_id, free_key } of rows) if (free_key) onFree({ teamId: team_id, orderKey: free_key });
  const ended = new Map(rows.map((row) => [keyOf(row), row]));
  return endings.map((ending) => {
    const row = ended.get(keyOf(ending));
    return { isOurs: row !== undefined, isNextFirst: row?.is_next_first ?? false };
  });
}

/**
 * Makes envelopes dead letters, durably.
 *
 * @returns for each, in the order given, whether its lease still held
 */
export async function bury(pool: Pool, burials: readonly Burial[]): Promise<boolean[]> {
  const { rows } = await pool.query<LeaseRef>({
    name: 'inbox_bury',
    text: `
      with gone as (
        delete from havoc_internal.unsettled as envelope
        using unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::int[])
          as given (id, lease, reason, error, attempt)
        where envelope.id = given.id and envelope.lease = given.lease
        returning envelope.id, envelope.lease, day, dedupe_key, kind, name, team_id, received_at, given.reason,
          coalesce(given.error, last_error) as error, coalesce(given.attempt, envelope.attempt) as attempt
      ), dead as (${intoDeadLetters('gone')})
      select id, lease from gone`,
    values: [
      burials.map(({ id }) => id),
      burials.map(({ lease }) => lease),
      burials.map(({ reason }) => reason),
      burials.map(({ error }) => error),
      burials.map(({ attempt }) => attempt),
    ],
  });
  return areAmong(burials, rows);
}

/**
 * SQL that makes dead letters of the rows of a CTE: rows of `unsettled`, each with a `reason` and an `error`.
 */
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

/** Returns for each given lease, in the order given, whether it is among those that held. */
export function areAmong(given: readonly LeaseRef[], held: readonly LeaseRef[]): boolean[] {
  const leases = new Set(held.map(keyOf));
  return given.map((one) => leases.has(keyOf(one)));
}

function keyOf({ id, lease }: LeaseRef): string {
  return `${id} ${lease}`;
}
