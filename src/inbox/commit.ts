import type { Pool } from 'pg';
import { dedupeIdOf } from './dedupe-id.js';
import type { Committed, NewEnvelope } from './envelope.js';
import type { Conversation } from './hints.js';

// Payloads: a bytea array is sent as hexadecimal text, which would double the cost for both sides. So all
// payloads are sent as one value, and the statement cuts them out of it.
// Days: an envelope is stored under the day when its event happened, which is the same in all of Slack's
// retries. If there is no time, or it is not recent, the envelope is stored under today. An earlier try may
// have stored it under the day before, so that day is searched too.
// Plans: if the planner could see into the arrays, it would re-plan every call, which is more than half of
// the cost of a small commit. `offset 0` prevents that. The lateral join looks up the day before key by key,
// regardless of the size that the planner expects.
// Order: ids follow the order in which envelopes came. Rows are inserted in the order of their keys, so that
// two replicas that store the same envelopes never deadlock.
const COMMIT = `
  with given as materialized (
    select given.*, to_timestamp(received_s) as received_at, to_timestamp(reply_by_s) as reply_by,
      coalesce(to_timestamp(event_s) between now() - interval '24 hours' and now() + interval '1 hour', false) as own_day
    from (
      select $1::uuid[] as a, $2::float8[] as b, $3::text[] as c, $4::text[] as d, $5::text[] as e, $6::text[] as f,
        $7::int[] as g, $8::int[] as h, $9::int[] as i, $10::float8[] as j, $11::float8[] as k, $12::uuid[] as l,
        $13::uuid[] as m, $14::uuid[] as n
      offset 0
    ) as sent, unnest(a, b, c, d, e, f, g, h, i, j, k, l, m, n)
      with ordinality as given (dedupe_key, event_s, kind, name, team_id, order_key, start, size, retry_num,
        received_s, reply_by_s, origin, lease, wanted_by, place)
  ), dated as materialized (
    select given.*, ((case when own_day then to_timestamp(event_s) else now() end) at time zone 'utc')::date as day
    from given
  ), earlier as materialized (
    select dated.dedupe_key from dated cross join lateral (
      select from havoc_internal.envelope
      where envelope.dedupe_key = dated.dedupe_key and envelope.day = dated.day - 1 limit 1
    ) as found
    where not own_day
  ), numbered as materialized (
    select nextval('havoc_internal.envelope_id_seq') as id, given.*
    from (select * from dated where dedupe_key not in (select dedupe_key from earlier) order by place) as given
  ), added as (
    insert into havoc_internal.envelope
      (id, day, dedupe_key, kind, name, team_id, payload, retry_num, received_at, reply_by)
    select id, day, dedupe_key, kind, name, team_id, substring($15::bytea from start for size), retry_num,
      received_at, reply_by
    from numbered
    order by dedupe_key
    on conflict (dedupe_key, day) do nothing
    returning id, dedupe_key
  )
  insert into havoc_internal.unsettled
    (id, day, dedupe_key, kind, name, team_id, order_key, reply_by, received_at, origin, lease, wanted_by, attempt,
      not_before)
  select added.id, day, dedupe_key, kind, name, coalesce(team_id, ''), hashtextextended(order_key, 0), reply_by,
    received_at, origin, lease, wanted_by, case when lease is null then 0 else 1 end,
    case when lease is null then now() else now() + $16 * interval '1 millisecond' end
  from added join dated using (dedupe_key)
  returning id, dedupe_key, team_id, case when lease is null then order_key end as due_key`;

export interface CommitOptions {
  /** The duration of the lease of an envelope that is committed with one. */
  leaseMs: number;
  /** Called with the conversation of each new envelope that is due at once. */
  onDue?: (conversation: Conversation) => void;
}

interface Row {
  id: string;
  dedupe_key: string;
  team_id: string;
  /** Null if the envelope is leased, or belongs to no conversation. */
  due_key: string | null;
}

/**
 * Stores envelopes durably in one statement. If several have the same key, only the first is new.
 *
 * @returns the results, in the order given
 */
export async function commit(
  pool: Pool,
  envelopes: readonly NewEnvelope[],
  { leaseMs, onDue = () => undefined }: CommitOptions,
): Promise<Committed[]> {
  const keys = envelopes.map(({ dedupeKey, eventTime }) => dedupeIdOf(dedupeKey, eventTime));
  const firsts = new Map<string, NewEnvelope>();
  for (const [index, key] of keys.entries())
    if (!firsts.has(key)) firsts.set(key, envelopes[index] as NewEnvelope);
  const given = [...firsts.values()];
  const payloads = given.map(({ payload }) => payload);
  const { rows } = await pool.query<Row>({
    name: 'inbox_commit',
    text: COMMIT,
    values: [
      [...firsts.keys()],
      given.map(({ eventTime }) => secondsOf(eventTime)),
      given.map(({ kind }) => withoutNul(kind)),
      given.map(({ name }) => withoutNul(name)),
      given.map(({ teamId }) => teamId && withoutNul(teamId)),
      given.map(({ orderKey }) => orderKey && withoutNul(orderKey)),
      startsOf(payloads),
      payloads.map(({ length }) => length),
      given.map(({ retryNum }) => retryNum),
      given.map(({ receivedAt }) => secondsOf(receivedAt)),
      given.map(({ replyBy }) => secondsOf(replyBy)),
      given.map(({ origin }) => origin),
      given.map(({ lease }) => lease),
      given.map(({ wantedBy }) => wantedBy),
      Buffer.concat(payloads),
      leaseMs,
    ],
  });
  for (const { team_id, due_key } of rows) if (due_key) onDue({ teamId: team_id, orderKey: due_key });
  const idOf = new Map(rows.map((row) => [row.dedupe_key, row.id]));
  return keys.map((key) => {
    const id = idOf.get(key);
    idOf.delete(key);
    return { id };
  });
}

/** Returns where each payload begins in their concatenation, counted from 1. */
function startsOf(payloads: readonly Buffer[]): number[] {
  let next = 1;
  return payloads.map(({ length }) => {
    const start = next;
    next += length;
    return start;
  });
}

function secondsOf(time: Date | undefined): number | undefined {
  return time && time.getTime() / 1000;
}

/** PostgreSQL's type `text` cannot hold U+0000. The payload keeps it. */
function withoutNul(text: string): string {
  return text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
}
