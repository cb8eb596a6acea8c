import type { Pool } from 'pg';

/** What a replica says of itself. */
export interface Registration {
  replica: string;
  /** The machine's. */
  name: string;
  /** JSON. */
  handles: string;
  /** Another one for each change of `handles`. */
  version: number;
}

/** Another replica as the table shows it. */
export interface Listing {
  replica: string;
  version: number;
  /** Absent where this version is known already. */
  handles: string | undefined;
}

interface Row {
  id: string;
  version: number;
  handles: string | null;
}

/**
 * Says that this replica is alive, removes the rows of those that have not said so for `deadAfterMs` by the
 * database's clock, and tells who else is alive: one cheap statement, which waits for no disk.
 *
 * @param known what is not told again
 */
export async function beat(
  pool: Pool,
  { replica, name, handles, version }: Registration,
  known: readonly { replica: string; version: number }[],
  deadAfterMs: number,
): Promise<Listing[]> {
  const { rows } = await pool.query<Row>({
    name: 'fleet_beat',
    text: `
      with relaxed as (select set_config('synchronous_commit', 'off', true)),
      mine as (
        insert into havoc_internal.replica as replica (id, name, handles, version)
        select $1, $2, $3, $4 from relaxed
        on conflict (id) do update set seen_at = now(), handles = excluded.handles, version = excluded.version
      ),
      dead as (
        delete from havoc_internal.replica where id <> $1 and seen_at < now() - $5 * interval '1 millisecond'
      )
      select id, version, case when (id, version) in (select * from unnest($6::uuid[], $7::int[])) then null
        else handles end as handles
      from havoc_internal.replica
      where id <> $1 and seen_at >= now() - $5 * interval '1 millisecond'`,
    values: [
      replica,
      name,
      handles,
      version,
      deadAfterMs,
      known.map((one) => one.replica),
      known.map((one) => one.version),
    ],
  });
  return rows.map(({ id, version: theirs, handles: text }) => ({
    replica: id,
    version: theirs,
    handles: text ?? undefined,
  }));
}

/** Takes this replica off the list. */
export async function leave(pool: Pool, replica: string): Promise<void> {
  await pool.query('delete from havoc_internal.replica where id = $1', [replica]);
}

/** Says something on several channels at once. */
export async function notifyAll(
  pool: Pool,
  notices: readonly { channel: string; payload: string }[],
): Promise<void> {
  await pool.query({
    name: 'fleet_notify',
    text: 'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as notice (channel, payload)',
    values: [notices.map(({ channel }) => channel), notices.map(({ payload }) => payload)],
  });
}
