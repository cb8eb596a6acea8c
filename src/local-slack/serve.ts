import { withScope } from '../base/index.js';
import { type Configuration, configure } from './driver/configure.js';
import type { App, Command, Doors, RequestUrls } from './model.js';
import type { LocalSlackOptions } from './options.js';
import { run } from './run.js';
import { keyOf } from './store/collection.js';
import { createMemoryStore } from './store/memory-store.js';
import type { Store } from './store/store.js';
import { about, apps, collections, installations, teams, tenantOf, tokens } from './world/collections.js';
import { exportWorld } from './world/export-world.js';
import { importWorld } from './world/import-world.js';

export interface ServeOptions extends LocalSlackOptions {
  /** URL of the PostgreSQL that keeps the world, in a schema of its own. Without it, the world is in memory. */
  database?: string;
  /** True to start with a new world. The one in the database is discarded. */
  reset?: boolean;
  /** True to keep events in their queue until `resume`. */
  isHeld?: boolean;
  /** Receives progress messages. */
  onProgress?: (line: string) => void;
}

/** A local Slack for apps to use. */
export interface ServedSlack {
  /** URL of the page, without a slash at the end. */
  url: string;
  /** URL of the Web API. Ends with `/api/`. */
  apiUrl: string;
  /** The name of the first app, the commands that it declares, and how pushes reach it. */
  appName: string;
  commands: Command[];
  doors: Doors;
  requestUrls: RequestUrls;
  /** What the first app needs. */
  signingSecret: string;
  clientId: string;
  clientSecret: string;
  appToken: string;
  /** The token of its bot in the first workspace in which it is installed. */
  botToken: string;
  /** The scopes that it declares. */
  scopes: App['scopes'];
  /** True if the world was created now. */
  isNew: boolean;
  /** Configures the first app. @throws HavocError as `LocalSlack.configure` does */
  configure(change: Configuration): Promise<void>;
  /** Begins to deliver events, if `isHeld` was set. */
  resume(): Promise<void>;
  /** Ends all pushes, and closes the pages and connections. Events that were not delivered stay in a database. */
  close(): Promise<void>;
}

/**
 * Runs a local Slack whose world can outlive it. What it has acknowledged is in the database.
 *
 * @throws HavocError as `startLocalSlack` does; `local_slack.database_in_use`, `local_slack.newer_database`
 * (failed_precondition), `local_slack.database_unavailable` (unavailable)
 */
export function serveLocalSlack(options: ServeOptions): Promise<ServedSlack> {
  return withScope(async (scope) => {
    const { database, onProgress } = options;
    const running = await run(scope, () => openStore(database, onProgress), {
      ...options,
      prepare: (store) => prepare(store, options),
      // There is no driver to read them, and 10,000 answers can take gigabytes.
      mostEntries: 0,
    });
    const { world, pusher, isNew } = running;
    const [app] = await world.db.list(apps, 'all', '', { limit: 1 });
    if (!app) throw new Error('The world of the local Slack has no app.');
    const [team] = await world.db.list(teams, 'all', '', { limit: 1 });
    const all = await world.db.list(installations, 'app', app.id);
    const installation = all.find((one) => one.team === team?.id) ?? all[0];
    const issued = installation
      ? await world.db.list(tokens, 'installation', keyOf(tenantOf(installation), app.id))
      : [];
    return {
      url: world.url,
      apiUrl: `${world.url}/api/`,
      appName: app.name,
      commands: app.commands,
      doors: app.doors,
      requestUrls: app.urls,
      signingSecret: app.signing_secret,
      clientId: app.client_id,
      clientSecret: app.client_secret,
      appToken: app.app_tokens[0] ?? '',
      // A token that expires is not one to configure. The app has it from OAuth.
      botToken:
        issued.find(({ kind, ended, expires_at }) => kind === 'bot' && !ended && expires_at === undefined)
          ?.value ?? '',
      scopes: app.scopes,
      isNew,
      configure: (change) => configure(running, app.id, change),
      resume: pusher.resume,
      close: scope.release,
    };
  });
}

/** A world in a database, and a file to move it to or from. */
export interface MoveOptions {
  database: string;
  file: string;
  onProgress: (line: string) => void;
}

/** Writes the world in a database to a file. @throws HavocError as `exportWorld` does */
export async function exportLocalSlack({ database, file, onProgress }: MoveOptions): Promise<void> {
  await withStore(database, onProgress, (store) => exportWorld(store, file, onProgress));
}

/** Replaces the world in a database by the one in a file. @throws HavocError as `importWorld` does */
export async function importLocalSlack({ database, file, onProgress }: MoveOptions): Promise<void> {
  await withStore(database, onProgress, (store) => importWorld(store, file, onProgress));
}

async function withStore(
  database: string,
  onProgress: MoveOptions['onProgress'],
  work: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await openStore(database, onProgress);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Discards the world if there is to be a new one, and fills an empty store with a given world. */
async function prepare(store: Store, { reset, world, onProgress }: ServeOptions): Promise<void> {
  if (reset) {
    onProgress?.("Discarding the local Slack's world");
    await store.clear();
  }
  const isEmpty = (await store.find(about, 'world')) === undefined;
  if (world !== undefined && isEmpty) await importWorld(store, world, onProgress);
}

async function openStore(
  database: string | undefined,
  onProgress: ServeOptions['onProgress'],
): Promise<Store> {
  return database === undefined ? createMemoryStore() : openPostgres(database, onProgress);
}

/** Loads the code for PostgreSQL only if it is needed, since most tests use a world in memory. */
async function openPostgres(url: string, onProgress: ServeOptions['onProgress']): Promise<Store> {
  const { openPostgresStore } = await import('./store/postgres/open-postgres-store.js');
  return openPostgresStore({ url, collections, ...(onProgress && { onProgress }) });
}
