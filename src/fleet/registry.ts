import type { Pool } from 'pg';

/** A replica's entry in the table. */
export interface Registration {
  replica: string;
  /** The host name. */
  name: string;
  /** What its subscribers handle, as JSON. */
  handles: string;
  /** Increases with each change of `handles`. */
  version: number;
}

/** Another replica, as read from the table. */
export interface Listing {
  replica: string;
  version: number;
  /** Absent if the caller already knows this version. */
  handles: string | undefined;
}

interface Row {
  id: string;
  version: number;
  handles: string | null;
}

/**
 * Writes this replica's heartbeat, deletes the replicas that have written none for `deadAfterMs` by the database's
 * clock, and returns the other live replicas. This is one cheap statement that does not wait for the disk.
 *
 * @param known replicas and versions whose `handles` are left out of the result
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

/** Removes this replica from the list. */
export async function leave(pool: Pool, replica: string): Promise<void> {
  await pool.query('delete from havoc_internal.replica where id = $1', [replica]);
}

/** Sends notifications on several channels at once. */
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
