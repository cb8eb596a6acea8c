import { findFreePorts } from '../../../src/dev/index.js';
import type { ServeOptions } from '../../../src/local-slack/serve.js';
import { openPostgresStore } from '../../../src/local-slack/store/postgres/open-postgres-store.js';
import type { Store } from '../../../src/local-slack/store/store.js';
import { ALL, collections, queuedPushes } from '../../../src/local-slack/world/collections.js';
import { runSource, type TestProcess } from '../../support/process.js';

/** A local Slack in a process of its own, at the same URL in each of its lives. */
export interface KillableSlack {
  url: string;
  apiUrl: string;
  /** Resolves when the local Slack runs: at once, or after the restart. */
  up(): Promise<void>;
  /** Kills the process, and starts it again. */
  kill(): Promise<void>;
  /** For each kill, the ids of the pushes that the dead process has left in the queue. */
  left: readonly ReadonlySet<string>[];
  /** Called after each start, the first one included. */
  onUp(listener: () => void): void;
  /** Ends the process in an orderly way. */
  close(): Promise<void>;
}

const APP = 'test/local-slack/served-slack-app.ts';

/** The store that a process has left behind. */
export function openLeftStore(url: string): Promise<Store> {
  return openPostgresStore({ url, collections });
}

export async function startKillableSlack(
  options: ServeOptions & { database: string },
): Promise<KillableSlack> {
  const [port = 0] = await findFreePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const left: Set<string>[] = [];
  const listeners: (() => void)[] = [];
  let child: TestProcess;
  let running: Promise<void>;

  async function start(): Promise<void> {
    child = runSource(APP, [JSON.stringify({ ...options, port })]);
    await child.line(/^serving /);
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  async function restart(): Promise<void> {
    await child.end('SIGKILL');
    // The server of the database may still be at work on the last statement. Opening the store waits for its end.
    const store = await openLeftStore(options.database);
    const queued = await store.list(queuedPushes, 'all', ALL);
    left.push(new Set(queued.map(({ doc }) => doc.id)));
    await store.close();
    await start();
    tell();
  }

  await start();
  running = Promise.resolve();
  return {
    url,
    apiUrl: `${url}/api/`,
    left,
    up: () => running,
    kill: () => {
      running = running.then(restart);
      return running;
    },
    onUp: (listener) => {
      listeners.push(listener);
      listener();
    },
    close: async () => void (await child.end('SIGTERM')),
  };
}
