import type { Pool } from 'pg';
import type { DeadReason } from './envelope.js';
import { untilUndisputed } from './until-undisputed.js';

/** An envelope that is no longer delivered until it is replayed. */
export interface DeadLetter {
  /** The envelope's id: a decimal number. */
  id: string;
  kind: string;
  name: string;
  teamId: string | undefined;
  receivedAt: Date;
  diedAt: Date;
  attempts: number;
  reason: DeadReason;
  lastError: string | undefined;
}

/** Selects dead letters. They must match all given fields. */
export interface DeadLetterFilter {
  ids?: readonly string[];
  kind?: string;
  name?: string;
  teamId?: string;
  reason?: string;
  /** Only those that died before this time. */
  diedBefore?: Date;
  /** Only those with a larger id. */
  after?: string;
}

export interface DeadLetters {
  /** Lists dead letters, newest first; only those with a smaller id than `before` if that is given. */
  list(filter: DeadLetterFilter, page: { limit: number; before?: string }): Promise<DeadLetter[]>;
  /** Finds one dead letter with its payload, which is Slack's JSON. */
  find(id: string): Promise<(DeadLetter & { payload: Buffer }) | undefined>;
  /**
   * Makes up to `limit` dead letters due again, oldest first. They are marked as replayed and have all their
   * attempts again. Resolves with their ids, smallest first.
   */
  replay(filter: DeadLetterFilter, limit: number): Promise<string[]>;
  /** Deletes up to `limit` dead letters, oldest first. Resolves with their ids, smallest first. */
  drop(filter: DeadLetterFilter, limit: number): Promise<string[]>;
}

interface Row {
  id: string;
  kind: string;
  name: string;
  team_id: string;
  received_at: Date;
  died_at: Date;
  attempts: number;
  reason: DeadReason;
  last_error: string | null;
}

const COLUMNS = 'id, kind, name, team_id, received_at, died_at, attempts, reason, last_error';
const MATCHES = `
  ($1::bigint[] is null or id = any ($1)) and ($2::text is null or kind = $2) and ($3::text is null or name = $3)
  and ($4::text is null or team_id = $4) and ($5::text is null or reason = $5)
  and ($6::timestamptz is null or died_at < $6) and ($7::bigint is null or id > $7)`;

export function createDeadLetters(pool: Pool): DeadLetters {
  return {
    async list(filter, { limit, before }) {
      const { rows } = await pool.query<Row>(
        `select ${COLUMNS} from havoc_internal.dead_letter
         where ${MATCHES} and ($8::bigint is null or id < $8) order by id desc limit $9`,
        [...valuesOf(filter), before, limit],
      );
      return rows.map(toDeadLetter);
    },
    async find(id) {
      const { rows } = await pool.query<Row & { payload: Buffer }>(
        `select ${COLUMNS}, payload from havoc_internal.dead_letter where id = $1`,
        [id],
      );
      return rows[0] && { ...toDeadLetter(rows[0]), payload: rows[0].payload };
    },
    async replay(filter, limit) {
      const values = [...valuesOf(filter), limit];
      const { rows } = await untilUndisputed(() => pool.query<{ id: string }>(REPLAY, values));
      return idsOf(rows);
    },
    async drop(filter, limit) {
      const { rows } = await pool.query<{ id: string }>(
        `delete from havoc_internal.dead_letter where id in (${TAKEN}) returning id`,
        [...valuesOf(filter), limit],
      );
      return idsOf(rows);
    },
  };
}

const TAKEN = `
  select id from havoc_internal.dead_letter where ${MATCHES} order by id limit $8 for update skip locked`;

// The payload is stored again under today, because its own day may have been dropped. Today's partition may
// already hold it. The envelope no longer belongs to a conversation, because its conversation went on without
// it.
const REPLAY = `
  with gone as (
    delete from havoc_internal.dead_letter where id in (${TAKEN})
    returning *, (now() at time zone 'utc')::date as today
  ), stored as (
    insert into havoc_internal.envelope (id, day, dedupe_key, kind, name, team_id, payload, received_at)
    select id, today, dedupe_key, kind, name, nullif(team_id, ''), payload, received_at from gone
    on conflict (dedupe_key, day) do nothing
  )
  insert into havoc_internal.unsettled
    (id, day, dedupe_key, kind, name, team_id, received_at, last_error, replayed)
  select id, today, dedupe_key, kind, name, team_id, received_at, last_error, true from gone
  on conflict (id) do nothing returning id`;

function valuesOf({ ids, kind, name, teamId, reason, diedBefore, after }: DeadLetterFilter) {
  return [ids, kind, name, teamId, reason, diedBefore, after];
}

function idsOf(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => id).sort((one, other) => Number(BigInt(one) - BigInt(other)));
}

function toDeadLetter(row: Row): DeadLetter {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    teamId: row.team_id || undefined,
    receivedAt: row.received_at,
    diedAt: row.died_at,
    attempts: row.attempts,
    reason: row.reason,
    lastError: row.last_error ?? undefined,
  };
}
