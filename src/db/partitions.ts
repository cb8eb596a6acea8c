import type { Pool, PoolClient } from 'pg';

/** A table in `havoc_internal` that is partitioned by its `day` (UTC). A default partition takes rows of other days. */
export interface PartitionedTable {
  table: string;
  /** The storage parameters of each partition, as SQL. */
  storage: string;
}

const DAY_MS = 86_400_000;
/** An event may have yesterday's date. */
const DAYS_BEHIND = 1;
/** The next two days get their partitions early, in case no process is running when they begin. */
const DAYS_AHEAD = 2;
/** The advisory lock that keeps two processes from creating the same partition. The number is arbitrary but fixed. */
const LOCK = 72707370;
/** While a statement waits for a lock, every commit behind it waits too. It is better to fail and try again later. */
const LOCK_WAIT = "set local lock_timeout = '2s'";

/**
 * Creates the missing partitions of the days around `now`, and moves their rows out of the default partition. Any number
 * of processes may call this at the same time.
 *
 * @param now defaults to the database's clock
 * @returns the names of the new partitions
 */
export async function ensurePartitions(pool: Pool, table: PartitionedTable, now?: Date): Promise<string[]> {
  if ((await findMissing(pool, table, now)).length === 0) return [];
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const missing = await findMissing(client, table, now);
    for (const day of missing) await makePartition(client, table, day);
    return missing.map((day) => nameOf(table, day));
  });
}

export interface Dropping extends PartitionedTable {
  /** Returns the past days that must stay, in the form `2026-01-31`. */
  findInUse?: (client: Pick<Pool, 'query'>) => Promise<string[]>;
}

/**
 * Drops the partitions of days that ended more than `keepMs` before `now`, except those in use. Also deletes the rows of
 * these days from the default partition. Reads and writes of other days wait for milliseconds only; PostgreSQL removes
 * the files after that. Fails if it cannot lock the table within 2 s.
 *
 * @param now defaults to the database's clock
 * @returns the names of the dropped partitions
 */
export async function dropPartitions(
  pool: Pool,
  table: Dropping,
  keepMs: number,
  now?: Date,
): Promise<string[]> {
  const firstKept = dayOf(new Date((now ?? (await readClock(pool))).getTime() - keepMs));
  const old = (await findDays(pool, table)).filter((day) => day < firstKept);
  const inUse = (await table.findInUse?.(pool)) ?? [];
  const dropped: string[] = [];
  for (const day of old.filter((one) => !inUse.includes(one))) {
    const name = nameOf(table, day);
    await inTransaction(pool, (client) => client.query(`drop table if exists havoc_internal.${name}`));
    dropped.push(name);
  }
  await pool.query(
    `delete from havoc_internal.${table.table}_default where day < $1::date and day <> all ($2::date[])`,
    [firstKept, inUse],
  );
  return dropped;
}

async function makePartition(client: PoolClient, { table, storage }: PartitionedTable, day: string) {
  const parent = `havoc_internal.${table}`;
  const name = `havoc_internal.${nameOf({ table }, day)}`;
  await client.query(`create table ${name} (like ${parent} including all) with (${storage})`);
  const { rowCount } = await client.query(`select from ${parent}_default where day = $1 limit 1`, [day]);
  if (rowCount === 1) {
    await client.query(`lock table ${parent}_default in access exclusive mode`);
    await client.query(
      `with moved as (delete from ${parent}_default where day = $1 returning *) insert into ${name} select * from moved`,
      [day],
    );
  }
  // ATTACH PARTITION does not block reads and writes of other partitions. CREATE TABLE ... PARTITION OF would.
  await client.query(
    `alter table ${parent} attach partition ${name} for values from ('${day}') to ('${next(day)}')`,
  );
}

async function findMissing(client: Pick<Pool, 'query'>, table: PartitionedTable, now: Date | undefined) {
  const today = dayOf(now ?? (await readClock(client)));
  const there = new Set(await findDays(client, table));
  return Array.from({ length: DAYS_BEHIND + 1 + DAYS_AHEAD }, (_, index) =>
    shift(today, index - DAYS_BEHIND),
  ).filter((day) => !there.has(day));
}

async function readClock(client: Pick<Pool, 'query'>): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('select now()');
  return rows[0]?.now ?? new Date();
}

/** Returns the days that have a partition, oldest first. */
async function findDays(
  client: Pick<Pool, 'query'>,
  { table }: Pick<PartitionedTable, 'table'>,
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = $1::regclass and relname <> $2 order by relname`,
    [`havoc_internal.${table}`, `${table}_default`],
  );
  return rows.map(({ name }) => name.slice(-8).replace(/^(....)(..)(..)$/, '$1-$2-$3'));
}

async function inTransaction<T>(pool: Pool, body: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // If the connection breaks, the running statement fails. The pool ignores errors of connections that are in use, and an
  // error without a listener would end the process.
  const ignore = () => undefined;
  client.on('error', ignore);
  let failure: Error | undefined;
  try {
    await client.query('begin');
    await client.query(LOCK_WAIT);
    const result = await body(client);
    await client.query('commit');
    return result;
  } catch (thrown) {
    failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    throw thrown;
  } finally {
    // After a failure the connection is in a failed transaction. Passing the failure makes the pool close it.
    client.release(failure);
    client.off('error', ignore);
  }
}

function nameOf({ table }: Pick<PartitionedTable, 'table'>, day: string): string {
  return `${table}_${day.replaceAll('-', '')}`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function shift(day: string, days: number): string {
  return dayOf(new Date(Date.parse(day) + days * DAY_MS));
}

function next(day: string): string {
  return shift(day, 1);
}
