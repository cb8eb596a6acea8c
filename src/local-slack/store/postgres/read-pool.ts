import pg, { type QueryConfig, type QueryResultRow } from 'pg';
import { isConnectionFailure, toStoreError } from './database-errors.js';
import { prepareSession } from './session.js';
import { createStatementNames } from './statement-names.js';

/** The connections that read. */
export interface ReadPool {
  /** Runs a query. It must not write, since it may run twice. */
  read<R extends QueryResultRow>(query: QueryConfig): Promise<R[]>;
  /** Closes the connections. All reads must have ended. */
  close(): Promise<void>;
}

export interface ReadPoolOptions {
  url: string;
  /** Called before each try. */
  ready: () => Promise<void>;
}

const MOST_CONNECTIONS = 4;
const CONNECTION_WAIT_MS = 10_000;
const ANSWER_WAIT_MS = 60_000;

export function createReadPool({ url, ready }: ReadPoolOptions): ReadPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    query_timeout: ANSWER_WAIT_MS,
    application_name: 'havoc local Slack',
    onConnect: prepareSession,
  });
  // The next query replaces a broken idle connection. Without a listener, its error ends the process.
  pool.on('error', () => undefined);
  const nameOf = createStatementNames();

  return {
    async read<R extends QueryResultRow>(query: QueryConfig) {
      const named = { ...query, name: nameOf(query.text) };
      for (let attempt = 1; ; attempt++) {
        await ready();
        try {
          return (await pool.query<R>(named)).rows;
        } catch (thrown) {
          // After a restart of the server, each idle connection fails once.
          if (!isConnectionFailure(thrown) || attempt === 2) throw toStoreError(thrown);
        }
      }
    },
    close: () => pool.end(),
  };
}
