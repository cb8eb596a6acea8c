import pg from 'pg';

// The history of each envelope in the inbox, recorded by PostgreSQL itself. Triggers on the table of unsettled
// envelopes write a row for each change, in the transaction that makes it. If the change is rolled back or lost in a
// crash, its row is too. The rows of one envelope are in the order of the changes, because each change locks the
// envelope's row. A change that was visible to a change of another envelope has the smaller number.
const SETUP = `
  create schema chaos;
  create table chaos.failing (operation text primary key);
  create table chaos.history (
    seq bigserial primary key, at timestamptz not null default clock_timestamp(), what text not null,
    id bigint not null, lease uuid, attempt int not null, order_key bigint, dedupe_key uuid not null,
    parked boolean not null, in_turn boolean not null, transaction bigint not null default txid_current()
  );
  create function chaos.note() returns trigger language plpgsql as $$
  declare
    which havoc_internal.unsettled := case when tg_op = 'DELETE' then old else new end;
  begin
    if tg_op = 'UPDATE' and new.lease is not distinct from old.lease
      and (new.parked_at is null) = (old.parked_at is null) and new.in_turn = old.in_turn then return null; end if;
    insert into chaos.history (what, id, lease, attempt, order_key, dedupe_key, parked, in_turn) values (
      case when tg_op = 'INSERT' then 'stored' when tg_op = 'DELETE' then 'gone'
        when new.lease is null then 'given back' when new.lease = old.lease then 'turn' else 'leased' end,
      which.id, which.lease, which.attempt, which.order_key, which.dedupe_key,
      which.parked_at is not null and which.lease is null, which.in_turn);
    return null;
  end $$;
  create trigger chaos_note after insert or update or delete on havoc_internal.unsettled
    for each row execute function chaos.note();
  create function chaos.fail() returns trigger language plpgsql as $$
  begin
    if exists (select from chaos.failing where operation = tg_op) then
      raise exception 'could not write: no space left on device' using errcode = '53100';
    end if;
    return null;
  end $$;
  create constraint trigger chaos_fail after insert or delete on havoc_internal.unsettled
    deferrable initially deferred for each row execute function chaos.fail();`;

/** One change of an envelope's row, in the order of `seq`. */
export interface Change {
  seq: number;
  /** Milliseconds since 1970, by the machine's clock. */
  at: number;
  /** `turn` if the envelope only got or lost the turn, under the same lease. */
  what: 'stored' | 'leased' | 'turn' | 'given back' | 'gone';
  id: string;
  /** The lease after the change; for `gone`, the lease before it. */
  lease: string | null;
  attempt: number;
  /** The conversation, if the envelope belongs to one. */
  orderKey: string | null;
  dedupeId: string;
  /** True if the envelope waits for a subscriber. It then does not hold up its conversation. */
  parked: boolean;
  /** True for the last envelope that a replica has leased in a conversation. */
  inTurn: boolean;
  /** The transaction. A claim, which makes or extends a line of envelopes, is one transaction. */
  transaction: string;
}

/** The contents of the database at the end. */
export interface Tables {
  changes: Change[];
  /** Reasons by envelope. */
  dead: Map<string, string>;
  unsettled: Set<string>;
  /** The ids of envelopes by dedupe key. */
  stored: Map<string, string[]>;
}

export async function withClient<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function keepHistory(url: string): Promise<void> {
  await withClient(url, (client) => client.query(SETUP));
}

export async function countUnsettled(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query('select count(*)::int as count from havoc_internal.unsettled');
    return rows[0].count;
  });
}

/** Makes unsettled envelopes an hour older. Their leases are unchanged. */
export async function age(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`
      update havoc_internal.unsettled set received_at = received_at - interval '1 hour',
        not_before = not_before - case when lease is null and not parked then interval '1 hour' else '0' end`),
  );
}

export async function readTables(url: string): Promise<Tables> {
  return withClient(url, async (client) => {
    const changes = await client.query(`
      select seq::int, extract(epoch from at)::float8 * 1000 as at, what, id, lease, attempt, order_key as "orderKey",
        dedupe_key as "dedupeId", parked, in_turn as "inTurn", transaction from chaos.history order by seq`);
    const dead = await client.query('select id, reason from havoc_internal.dead_letter');
    const unsettled = await client.query('select id from havoc_internal.unsettled');
    const envelopes = await client.query('select id, dedupe_key from havoc_internal.envelope order by id');
    const stored = new Map<string, string[]>();
    for (const { id, dedupe_key } of envelopes.rows)
      stored.set(dedupe_key, [...(stored.get(dedupe_key) ?? []), id]);
    return {
      changes: changes.rows,
      dead: new Map(dead.rows.map(({ id, reason }) => [id, reason])),
      unsettled: new Set(unsettled.rows.map(({ id }) => id)),
      stored,
    };
  });
}
