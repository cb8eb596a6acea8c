import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase, QueryConfig, QueryResultRow } from 'pg';
import { backoffMs, type HavocError } from '../../../base/index.js';
import { closed, isConnectionFailure, takenOver, toStoreError } from './database-errors.js';
import { connectOwner, type OwnerConnection } from './owner-connection.js';
import { createStatementNames } from './statement-names.js';

/** Owns the world in a database: no other process can open it meanwhile. */
export interface Owner {
  isHeld(): boolean;
  /**
   * Resolves when this process owns the world.
   *
   * @throws HavocError `local_slack.database_unavailable` (unavailable), `local_slack.database_in_use`
   *   (failed_precondition)
   */
  held(): Promise<void>;
  /**
   * Runs one statement after another in the order of the calls. If the connection breaks, runs the statement again
   * after the world is retaken. So a second run of a statement must have the same result as the first.
   */
  run<R extends QueryResultRow>(query: QueryConfig): Promise<R[]>;
  close(): Promise<void>;
}

export interface OwnerOptions {
  url: string;
  /** Prepares the database. Runs with the lock, when the world is opened for the first time. */
  prepare: (client: ClientBase) => Promise<void>;
  /** Called when the world is retaken. A statement that failed with the old connection may or may not have run. */
  onRetaken: () => void;
  /** How long a call waits until the world is retaken. The default is 10 s. */
  retakeMs?: number;
}

/** A statement that breaks the connection itself must not run forever. */
const MOST_ATTEMPTS = 3;
const RETRY = { firstMs: 50, mostMs: 1_000 };

/**
 * Takes the world.
 *
 * The lock of the world belongs to one connection, and only this connection writes. Its states:
 * - held: the connection has the lock. Statements run.
 * - lost: the connection broke, and so the lock is gone. Retaking starts at once, and calls wait for it. Since the new
 *   connection gets the lock only after the server has ended the old one, no statement of the old one can still run.
 * - over: this process closed the world, or another process opened it meanwhile. All calls are refused. Otherwise this
 *   process could overwrite what the other one has written, because its cache is outdated.
 */
export async function openOwner({
  url,
  prepare,
  onRetaken,
  retakeMs = 10_000,
}: OwnerOptions): Promise<Owner> {
  let connection: OwnerConnection | undefined;
  let retaking: Promise<void> | undefined;
  let over: HavocError | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const nameOf = createStatementNames();
  /** How often the world was opened, this time included. Undefined until this process has opened it. */
  let opening: string | undefined;

  async function connect(): Promise<OwnerConnection> {
    let fresh: OwnerConnection | undefined;
    let isLost = false;
    const onLost = () => {
      isLost = true;
      lose(fresh);
    };
    fresh = await connectOwner({ url, onLost });
    if (!isLost) connection = fresh;
    return fresh;
  }

  function lose(which: OwnerConnection | undefined): void {
    if (which === undefined || which !== connection) return;
    connection = undefined;
    void which.close();
    if (!over && opening !== undefined) held().catch(() => undefined);
  }

  async function retake(): Promise<void> {
    const end = Date.now() + retakeMs;
    for (let attempt = 1; !over; attempt++) {
      try {
        const { client } = await connect();
        if ((await readOpenings(client)) !== opening) over = takenOver();
        if (over) break;
        onRetaken();
        return;
      } catch (thrown) {
        await drop();
        if (over) break;
        const pauseMs = backoffMs(attempt, RETRY);
        if (Date.now() + pauseMs > end) throw toStoreError(thrown);
        await wait(pauseMs);
      }
    }
    await close();
    throw over;
  }

  async function held(): Promise<void> {
    if (over) throw over;
    if (connection && !retaking) return;
    retaking ??= retake().finally(() => {
      retaking = undefined;
    });
    await retaking;
  }

  async function runNow<R extends QueryResultRow>(query: QueryConfig): Promise<R[]> {
    const named = { ...query, name: nameOf(query.text) };
    for (let attempt = 1; ; attempt++) {
      await held();
      const used = connection;
      try {
        if (used) return (await used.client.query<R>(named)).rows;
      } catch (thrown) {
        if (isConnectionFailure(thrown)) lose(used);
        if (!isConnectionFailure(thrown) || attempt === MOST_ATTEMPTS) throw toStoreError(thrown);
      }
    }
  }

  async function drop(): Promise<void> {
    const dropped = connection;
    connection = undefined;
    await dropped?.close();
  }

  async function close(): Promise<void> {
    over ??= closed();
    await drop();
  }

  const first = await connect();
  opening = await prepareFirst(first, prepare).catch(async (thrown) => {
    await close();
    throw toStoreError(thrown);
  });

  return {
    isHeld: () => connection !== undefined && retaking === undefined,
    held,
    run: (query) => {
      const done = last.then(() => runNow<never>(query));
      last = done.catch(() => undefined);
      return done;
    },
    async close() {
      await last;
      await close();
      await retaking?.catch(() => undefined);
    },
  };
}

async function prepareFirst({ client }: OwnerConnection, prepare: OwnerOptions['prepare']): Promise<string> {
  await prepare(client);
  await client.query('update local_slack.owner set openings = openings + 1');
  return readOpenings(client);
}

async function readOpenings(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ openings: string }>('select openings from local_slack.owner');
  return rows[0]?.openings ?? '';
}
