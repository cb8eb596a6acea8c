import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../gen/prisma/client.js';
import { checkUrl } from './check-url.js';
import { prepareSession } from './session.js';

/** The client that a store reads and writes with: a transaction, or the whole client for single statements. */
export type Tx = Prisma.TransactionClient;

/** havoc's database. Prisma and raw SQL share the connections of one pool. */
export interface Database {
  readonly prisma: PrismaClient;
  /** Runs raw SQL on hot paths. Its queries are never part of a `Tx`. */
  readonly pool: pg.Pool;
  /**
   * Runs `body` in one transaction. Commits when `body` resolves, and rolls back when it throws. `body` must not wait
   * for Slack or for anything else outside the database, since a transaction is rolled back after 10 s.
   */
  transaction<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits for running queries, then closes every connection. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database` */
  url: string;
  /** The most open connections. The default is 10. */
  poolSize?: number;
  /** How long a query waits for its result before it fails and its connection is closed. The default is 10 s. */
  answerWaitMs?: number;
}

/** How long a query waits for a free connection before it fails. */
const CONNECTION_WAIT_MS = 10_000;

/**
 * Opens havoc's database. The first query makes the first connection. A wrong host or password, or an unsupported
 * encoding (`db.bad_encoding`), therefore fails only then.
 *
 * @throws HavocError `db.bad_url` (invalid_argument)
 */
export function openDatabase({ url, poolSize = 10, answerWaitMs = 10_000 }: DatabaseOptions): Database {
  checkUrl(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    // If the server or the network stops responding, connections stay open. Without a limit, queries would never end.
    query_timeout: answerWaitMs,
    application_name: 'havoc',
    onConnect: prepareSession,
  });
  // If an idle connection breaks, the next query replaces it. Without a listener, its error would end the process.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    await prisma.$disconnect();
    await pool.end();
  }

  return {
    prisma,
    pool,
    transaction: (body) => prisma.$transaction(body, { maxWait: CONNECTION_WAIT_MS, timeout: 10_000 }),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
