import { hostname } from 'node:os';
import pg from 'pg';
import { within } from '../../../base/index.js';
import { inUse, sqlStateOf, toStoreError } from './database-errors.js';
import { prepareSession } from './session.js';

/** A connection that holds the lock of the world. */
export interface OwnerConnection {
  client: pg.Client;
  /** Closes the connection, which releases the lock. */
  close(): Promise<void>;
}

export interface OwnerConnectionOptions {
  url: string;
  /** Called once, when the connection breaks or is closed. */
  onLost?: () => void;
}

/** The advisory lock of the world. The number is arbitrary but fixed. Other databases have locks of their own. */
const LOCK = '7304922168415601';
/** The server may need a moment to notice that a killed process is gone. */
const LOCK_WAIT_MS = 2_000;
const LOCK_NOT_AVAILABLE = '55P03';
const CONNECT_WAIT_MS = 10_000;
/** A commit of some thousand documents takes a few seconds on a slow disk. */
const ANSWER_WAIT_MS = 60_000;
const CLOSE_WAIT_MS = 1_000;

// If this machine vanishes without a word, the server gives the lock back after a minute, and not after two hours.
const KEEPALIVE = `select set_config('tcp_keepalives_idle', '30', false),
  set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)`;
const FIND_OWNER = `
  select coalesce(application_name, 'unknown program') || coalesce(' at ' || host(client_addr), '') ||
    coalesce(' since ' || to_char(backend_start, 'YYYY-MM-DD HH24:MI:SS TZ'), '') as owner
  from pg_locks join pg_stat_activity using (pid)
  where locktype = 'advisory' and granted and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) + objid::bigint = ${LOCK}`;

/**
 * Connects, and takes the lock of the world. The server releases the lock when the connection ends.
 *
 * @throws HavocError `local_slack.database_unavailable` (unavailable), `local_slack.database_in_use` or
 *   `local_slack.bad_encoding` (failed_precondition)
 */
export async function connectOwner({
  url,
  onLost = () => undefined,
}: OwnerConnectionOptions): Promise<OwnerConnection> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    query_timeout: ANSWER_WAIT_MS,
    keepAlive: true,
    application_name: `havoc local Slack ${process.pid}@${hostname()}`.slice(0, 63),
  });
  let isLost = false;
  const lose = () => {
    if (isLost) return;
    isLost = true;
    onLost();
  };
  // Without a listener, the error of a broken connection ends the process.
  client.on('error', lose);
  client.on('end', lose);
  const close = async () => {
    await within(
      CLOSE_WAIT_MS,
      client.end().catch(() => undefined),
    );
    destroy(client);
  };
  try {
    await client.connect();
    await prepareSession(client);
    await client.query(KEEPALIVE);
    await takeLock(client);
  } catch (thrown) {
    await close();
    throw toStoreError(thrown);
  }
  return { client, close };
}

async function takeLock(client: pg.Client): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`);
  try {
    await client.query(`select pg_advisory_lock(${LOCK})`);
  } catch (thrown) {
    if (sqlStateOf(thrown) !== LOCK_NOT_AVAILABLE) throw thrown;
    const { rows } = await client.query<{ owner: string }>(FIND_OWNER);
    throw inUse(rows[0]?.owner ?? 'it has ended by now', thrown);
  }
  await client.query('set lock_timeout = 0');
}

/** Ends the connection even if the server does not answer. */
function destroy(client: pg.Client): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
