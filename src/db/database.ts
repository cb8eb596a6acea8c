import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../gen/prisma/client.js';
import { checkUrl } from './check-url.js';
import { prepareSession } from './session.js';

/** Where a store reads and writes: a transaction, or the whole client for a statement on its own. */
export type Tx = Prisma.TransactionClient;

/** havoc's database. Prisma and raw SQL share the connections of one pool. */
export interface Database {
  readonly prisma: PrismaClient;
  /** For raw SQL on hot paths; it never joins a `Tx`. */
  readonly pool: pg.Pool;
  /**
   * Runs `body` in one transaction: committed when it resolves, rolled back when it throws. It must not wait
   * for Slack or for anything else outside the database: a transaction open for 10 s is rolled back.
   */
  transaction<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database` */
  url: string;
  /** The most connections held at a time; 10 when absent. */
  poolSize?: number;
  /** How long a query waits for its answer before it fails and its connection is given up; 10 s when absent. */
  answerWaitMs?: number;
}

/** How long a query waits for a free connection before it fails. */
const CONNECTION_WAIT_MS = 10_000;

/**
 * Opens havoc's database. The first connection is made by the first query, so a wrong host or password, or an encoding
 * that does not do (`db.bad_encoding`), shows only then.
 *
 * @throws HavocError `db.bad_url` (invalid_argument)
 */
export function openDatabase({ url, poolSize = 10, answerWaitMs = 10_000 }: DatabaseOptions): Database {
  checkUrl(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    // A server or a network that falls silent closes nothing: unbounded, every connection would wait for ever.
    query_timeout: answerWaitMs,
    application_name: 'havoc',
    onConnect: prepareSession,
  });
  // An idle connection that breaks is replaced by the next query; unheard, its error would end the process.
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
