import { createListener, type Database, type Listener, openDatabase } from '../../src/db/index.js';
import { createFleet, type Fleet, type FleetOptions } from '../../src/fleet/index.js';
import { createLogger } from '../../src/log/index.js';

export const log = createLogger({ level: 'silent' });

/** One replica in a test, with its own pool and its own listening connection. */
export interface Member {
  fleet: Fleet;
  database: Database;
  listener: Listener;
  /** Simulates the death of its process: it sends nothing more, and its row stays. */
  fallSilent(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins the fleet of this database. Resolves when the listening connection is up. */
export async function join(url: string, options: Partial<FleetOptions> = {}): Promise<Member> {
  const database = openDatabase({ url });
  const listener = createListener({ url, log });
  const hears = new Promise<void>((resolve) => listener.onConnected(resolve));
  const fleet = await createFleet({ database, listener, log, ...options });
  await hears;
  let silent = false;
  return {
    fleet,
    database,
    listener,
    async fallSilent() {
      silent = true;
      await listener.stop();
      await database.close();
    },
    async stop() {
      if (!silent) await fleet.stop();
      await listener.stop();
      await database.close();
    },
  };
}

/** Closes every listening connection from the server's side, as a failover does. */
export async function cutListeners({ pool }: Pick<Database, 'pool'>): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'havoc listener' and datname = current_database()`,
  );
  return rowCount ?? 0;
}
