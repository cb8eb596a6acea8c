import pg from 'pg';
import { HavocError } from '../base/index.js';
import { checkUrl } from './check-url.js';
import { prepareSession } from './session.js';

const OLDEST_SERVER = 14;

/**
 * Creates a client for a connection outside the pool. It does not connect yet.
 *
 * @throws HavocError `db.bad_url` (invalid_argument)
 */
export function createClient(url: string, connectWaitMs = 10_000): pg.Client {
  checkUrl(url);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectWaitMs,
    application_name: 'havoc migrate',
  });
  // If the connection breaks, the running query fails and reports it. Without a listener, this event ends the process.
  client.on('error', () => undefined);
  return client;
}

/** @throws HavocError `db.unreachable` (unavailable), `db.too_old` or `db.bad_encoding` (failed_precondition) */
export async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (cause) {
    throw new HavocError({
      kind: 'unavailable',
      code: 'db.unreachable',
      message:
        `Cannot connect to PostgreSQL at ${client.host}:${client.port}, database "${client.database}" ` +
        `(${cause instanceof Error ? cause.message || cause.name : cause}). Check that the server is running, and that DATABASE_URL has ` +
        'the right host, port, user, password and database.',
      cause,
    });
  }
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= OLDEST_SERVER) return prepareSession(client);
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.too_old',
    message: `The server is PostgreSQL ${version}, and havoc needs ${OLDEST_SERVER} or later. Set DATABASE_URL to a newer server.`,
  });
}
