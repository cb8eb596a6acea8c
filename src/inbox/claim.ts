import type { Pool } from 'pg';
import type { ClaimedEnvelope } from './envelope.js';

interface Row {
  id: string;
  dedupe_key: string;
  kind: string;
  name: string;
  payload: Buffer;
  received_at: Date;
  reply_by: Date | null;
  parked_at: Date | null;
  attempt: number;
  lease: string;
}

/** What a claim leaves where it is. */
export interface Except {
  kinds: readonly string[];
  names: readonly Pick<ClaimedEnvelope, 'kind' | 'name'>[];
}

/**
 * Takes up to `limit` envelopes that are due, oldest first, each under a new lease that nobody else can take
 * before it runs out.
 */
export async function claim(
  pool: Pool,
  limit: number,
  leaseMs: number,
  { kinds, names }: Except,
): Promise<ClaimedEnvelope[]> {
  const { rows } = await pool.query<Row>({
    name: 'inbox_claim',
    text: `
      with due as (
        select id from havoc_internal.envelope
        where settled_at is null and not_before <= now() and kind <> all ($3::text[])
          and (kind, name) not in (select * from unnest($4::text[], $5::text[]))
        order by id limit $1 for update skip locked
      ), relaxed as (select set_config('synchronous_commit', 'off', true))
      update havoc_internal.envelope as envelope
      set attempt = attempt + 1, lease = gen_random_uuid(),
        parked_at = case when lease is null then parked_at end,
        not_before = now() + $2 * interval '1 millisecond'
      from due, relaxed where envelope.id = due.id
      returning envelope.id, dedupe_key, kind, name, payload, received_at, reply_by, parked_at, attempt, lease`,
    values: [limit, leaseMs, kinds, names.map(({ kind }) => kind), names.map(({ name }) => name)],
  });
  return rows
    .sort((one, other) => Number(BigInt(one.id) - BigInt(other.id)))
    .map((row) => ({
      id: row.id,
      dedupeKey: row.dedupe_key,
      kind: row.kind,
      name: row.name,
      payload: row.payload,
      receivedAt: row.received_at,
      replyBy: row.reply_by ?? undefined,
      parkedAt: row.parked_at ?? undefined,
      attempt: row.attempt,
      lease: row.lease,
    }));
}
