import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../dev/index.js';
import { withClient } from './history.js';
import { familyOf, send } from './member.js';

/** The database of a run. It is durable, and keeps its data folder when it is killed and started again. */
export interface Postgres {
  /** The URL of the running server. Each start has another port. */
  url(): string;
  port(): number;
  /** Kills all its processes at once. */
  kill(): Promise<void>;
  /** Starts it again on the same data folder. */
  start(): Promise<void>;
  /** Suspends all its processes. Resolves to a function that resumes them. */
  freeze(): Promise<() => void>;
  /** Takes all available connections. Resolves to a function that releases them. */
  fill(): Promise<() => void>;
  /** Locks the table of unsettled envelopes against reads and writes. Resolves to a function that unlocks it. */
  lock(): Promise<() => void>;
  /** Makes every commit fail that stores (INSERT) or settles (DELETE). Resolves to a function that ends this. */
  fail(operation: 'INSERT' | 'DELETE'): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

const RESTART_MS = 20_000;
const MOST_CONNECTIONS = 250;

export async function startPostgres(dataDir: string): Promise<Postgres> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, durable: true });
  let isRunning = true;

  /** After a kill of the first process, the others take a moment to end. PostgreSQL cannot start until then. */
  async function start(): Promise<void> {
    if (isRunning) return;
    const end = Date.now() + RESTART_MS;
    for (;;) {
      try {
        server = await startEmbeddedPostgres({ dataDir, durable: true });
        isRunning = true;
        return;
      } catch (failure) {
        if (Date.now() > end) throw failure;
        await wait(200);
      }
    }
  }

  return {
    url: () => server.url,
    port: () => server.port,
    start,
    async kill() {
      isRunning = false;
      const family = await familyOf(server.pid);
      for (const pid of family) send(pid, 'SIGKILL');
      await server.exited;
    },
    async freeze() {
      const family = await familyOf(server.pid);
      for (const pid of family) send(pid, 'SIGSTOP');
      return () => {
        for (const pid of family) send(pid, 'SIGCONT');
      };
    },
    async fill() {
      const clients: pg.Client[] = [];
      let isOver = false;
      const take = async (): Promise<void> => {
        while (!isOver && clients.length < MOST_CONNECTIONS) {
          const client = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 1_000 });
          client.on('error', () => undefined);
          const isTaken = await client.connect().then(
            () => clients.push(client) > 0,
            () => false,
          );
          if (!isTaken) await wait(20);
        }
      };
      const taking = Promise.all([take(), take(), take(), take()]);
      return () => {
        isOver = true;
        void taking.then(() => Promise.allSettled(clients.map((client) => client.end())));
      };
    },
    async lock() {
      const client = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 1_000 });
      client.on('error', () => undefined);
      const locked = client
        .connect()
        .then(() => client.query("set lock_timeout = '5s'; begin; lock table havoc_internal.unsettled"))
        .catch(() => undefined);
      return () => void locked.then(() => client.end()).catch(() => undefined);
    },
    async fail(operation) {
      await withClient(server.url, (client) =>
        client.query('insert into chaos.failing values ($1) on conflict do nothing', [operation]),
      ).catch(() => undefined);
      return () =>
        withClient(server.url, (client) =>
          client.query('delete from chaos.failing where operation = $1', [operation]),
        ).then(() => undefined);
    },
    async stop() {
      if (!isRunning) return;
      for (const pid of await familyOf(server.pid)) send(pid, 'SIGCONT');
      await server.stop();
    },
  };
}
