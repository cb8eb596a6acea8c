import type { Pool } from 'pg';
import type { NewEnvelope } from '../inbox/index.js';

/** The simplest inbox: one table with a text as key, in which a settled row is updated and stays. */
export const ONE_TABLE = `
  create schema one_table;
  create table one_table.envelope (
    id bigserial primary key, dedupe_key text not null unique, kind text not null, name text not null, team_id text,
    payload bytea not null, retry_num int, received_at timestamptz(3) not null default now(), reply_by timestamptz(3),
    not_before timestamptz not null default now(), attempt int not null default 0, lease uuid,
    parked_at timestamptz(3), settled_at timestamptz(3), outcome text, last_error text);
  create index on one_table.envelope (id) where settled_at is null;
  create index on one_table.envelope (settled_at)`;

export async function commitToOneTable(pool: Pool, given: NewEnvelope[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'one_table_commit',
    text: `
      insert into one_table.envelope (dedupe_key, kind, name, team_id, payload, received_at)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[])
      on conflict (dedupe_key) do nothing returning id`,
    values: [
      given.map(({ dedupeKey }) => dedupeKey),
      given.map(({ kind }) => kind),
      given.map(({ name }) => name),
      given.map(({ teamId }) => teamId),
      given.map(({ payload }) => payload),
      given.map(({ receivedAt }) => receivedAt),
    ],
  });
  return rows.map(({ id }) => id);
}

/** Claims as many rows as were committed, and settles them. */
export async function finishInOneTable(pool: Pool, ids: string[]): Promise<void> {
  await pool.query({
    name: 'one_table_claim',
    text: `
      update one_table.envelope set attempt = attempt + 1, lease = gen_random_uuid(), not_before = now() + interval '30 s'
      where id in (select id from one_table.envelope where settled_at is null and not_before <= now() order by id
        limit $1 for update skip locked) returning id, payload, lease`,
    values: [ids.length],
  });
  await pool.query({
    name: 'one_table_settle',
    text: "update one_table.envelope set settled_at = now(), outcome = 'acked' where id = any ($1::bigint[])",
    values: [ids],
  });
}
