import type { Pool } from 'pg';
import type { NewEnvelope } from './envelope.js';

/** The new envelope's id; absent when one with the same key was there already. */
export interface Committed {
  id: string | undefined;
}

/**
 * Stores envelopes durably in one statement. Of several with one key, the first is new.
 *
 * @returns in the order given
 */
export async function commit(pool: Pool, envelopes: readonly NewEnvelope[]): Promise<Committed[]> {
  const { rows } = await pool.query<{ id: string; dedupe_key: string }>({
    name: 'inbox_commit',
    text: `
      insert into havoc_internal.envelope
        (dedupe_key, kind, name, team_id, payload, retry_num, received_at, reply_by)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::int[],
        $7::timestamptz[], $8::timestamptz[])
      on conflict (dedupe_key) do nothing
      returning id, dedupe_key`,
    values: [
      envelopes.map((envelope) => envelope.dedupeKey),
      envelopes.map((envelope) => withoutNul(envelope.kind)),
      envelopes.map((envelope) => withoutNul(envelope.name)),
      envelopes.map(({ teamId }) => teamId && withoutNul(teamId)),
      envelopes.map((envelope) => envelope.payload),
      envelopes.map((envelope) => envelope.retryNum),
      envelopes.map((envelope) => envelope.receivedAt),
      envelopes.map((envelope) => envelope.replyBy),
    ],
  });
  const idOf = new Map(rows.map((row) => [row.dedupe_key, row.id]));
  return envelopes.map(({ dedupeKey }) => {
    const id = idOf.get(dedupeKey);
    idOf.delete(dedupeKey);
    return { id };
  });
}

/** PostgreSQL's text holds no U+0000; the payload keeps it. */
function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '');
}
