import type { Pool } from 'pg';

/** A reply that is stored for its origin, the replica whose request waits. */
export interface PendingReply {
  id: string;
  lease: string;
  kind: string;
  payload: Buffer;
  /** Absent for an acknowledgement without a reply. */
  json: Buffer | undefined;
}

interface Row {
  envelope_id: string;
  lease: string;
  kind: string;
  payload: Buffer;
  json: Buffer | null;
}

/**
 * Stores replies for their origins.
 *
 * @returns for each reply, in order, false if another reply to the same envelope is already stored
 */
export async function leaveReplies(
  pool: Pool,
  replies: readonly (PendingReply & { origin: string })[],
): Promise<boolean[]> {
  const { rows } = await pool.query<{ lease: string }>({
    name: 'replies_leave',
    text: `
      with left_there as (
        insert into havoc_internal.pending_reply (envelope_id, origin, lease, kind, payload, json)
        select * from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[])
        on conflict (envelope_id) do nothing returning lease
      )
      select lease from left_there
      union all
      select pending.lease from havoc_internal.pending_reply as pending where pending.lease = any ($3::uuid[])`,
    values: [
      replies.map(({ id }) => id),
      replies.map(({ origin }) => origin),
      replies.map(({ lease }) => lease),
      replies.map(({ kind }) => kind),
      replies.map(({ payload }) => payload),
      replies.map(({ json }) => json),
    ],
  });
  const there = new Set(rows.map(({ lease }) => lease));
  return replies.map(({ lease }) => there.has(lease));
}

/** Takes all replies for one origin. Each reply is taken exactly once. */
export function takeReplies(pool: Pool, origin: string): Promise<PendingReply[]> {
  return take(pool, 'replies_take', 'origin = $1', [origin]);
}

/** Takes replies of any origin that were not taken in time, because their origin has died. */
export function takeLeftReplies(pool: Pool, afterMs: number): Promise<PendingReply[]> {
  return take(pool, 'replies_take_left', "at < now() - $1 * interval '1 millisecond'", [afterMs]);
}

async function take(pool: Pool, name: string, which: string, values: unknown[]): Promise<PendingReply[]> {
  const { rows } = await pool.query<Row>({
    name,
    text: `
      delete from havoc_internal.pending_reply where ${which}
      returning envelope_id, lease, kind, payload, json`,
    values,
  });
  return rows.map(({ envelope_id, lease, kind, payload, json }) => ({
    id: envelope_id,
    lease,
    kind,
    payload,
    json: json ?? undefined,
  }));
}
