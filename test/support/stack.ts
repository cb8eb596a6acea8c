import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Havoc, type HavocOptions } from '../../src/client/index.js';
import { type Config, readConfig } from '../../src/config.js';
import { type Database, openDatabase } from '../../src/db/index.js';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/index.js';
import { createLogger } from '../../src/log/index.js';
import { type Sidecar, startSidecar } from '../../src/main.js';
import { openTestDatabase } from './database.js';
import { makeHostile } from './hostile-settings.js';
import { readTables } from './read-tables.js';
import type { Written } from './secrets.js';
import { secretsOf } from './secrets-of.js';
import { createSecretScan } from './secrets-scan.js';

/** All of havoc in this process: a local Slack, a sidecar on a unix socket, and a new database. */
export interface Stack {
  local: LocalSlack;
  config: Config;
  /** The database of the sidecar. */
  database: Database;
  /** The current sidecar. A restart replaces it. */
  sidecar(): Sidecar;
  restartSidecar(): Promise<void>;
  /**
   * Starts another sidecar on the same database, which Slack does not know, and creates an app of it without starting it.
   * Both stop with the stack.
   */
  startReplica(): Promise<{ sidecar: Sidecar; app: Havoc }>;
  /** Creates an app without starting it. It stops with the stack. */
  createApp(options?: HavocOptions): Havoc;
  /** The outcome of each envelope, oldest first; null if it is not settled yet. */
  outcomes(): Promise<('settled' | 'dead' | null)[]>;
  /** The content of all of havoc's tables as text. Bytes are decoded as UTF-8. */
  tables(): Promise<string>;
  /** The log of the sidecars, with all levels. */
  logged(): string;
  /**
   * Stops everything.
   *
   * @throws Error if a secret is in a table, or in anything that havoc or an app has written
   */
  stop(): Promise<void>;
}

export interface StackOptions {
  slack?: LocalSlackOptions;
  /** Environment variables in addition to those of the stack. */
  environment?: Record<string, string>;
  /** Settings of the database. */
  settings?: Record<string, string>;
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export async function startStack({
  slack = {},
  environment = {},
  settings,
}: StackOptions = {}): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-'));
  const { url, database, close } = await openTestDatabase();
  if (settings) await makeHostile(url, settings);
  const local = await startLocalSlack(slack);
  const config = readConfig({
    DATABASE_URL: url,
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_TOKEN: local.botToken,
    SLACK_API_URL: local.apiUrl,
    HAVOC_ADDRESS: `unix:${join(folder, 'havoc.sock')}`,
    HAVOC_HTTP_HOST: '127.0.0.1',
    HAVOC_HTTP_PORT: '0',
    HAVOC_OPS_HOST: '127.0.0.1',
    HAVOC_OPS_PORT: '0',
    HAVOC_DRAIN_MS: '5000',
    ...environment,
  });
  const scan = createSecretScan(folder);
  const log = createLogger({ level: 'trace', destination: scan.destination });
  const apps: Havoc[] = [];
  const replicas: Sidecar[] = [];
  let sidecar = await start();

  async function startWatched(changed: Partial<Config> = {}): Promise<Sidecar> {
    const started = await startSidecar({ ...config, ...changed }, log);
    scan.watch(started);
    return started;
  }

  async function start(): Promise<Sidecar> {
    const started = await startWatched();
    await local.configure({ requestUrl: `${started.publicUrl}/slack/events` });
    return started;
  }

  /** The tables of the sidecar, whose database may be another one. */
  async function tablesOfSidecar(): Promise<Written[]> {
    if (config.DATABASE_URL === url) return readTables(database);
    const other = openDatabase({ url: config.DATABASE_URL });
    return readTables(other).finally(() => other.close());
  }

  const createApp: Stack['createApp'] = ({ address = sidecar.grpcAddress, log = QUIET, ...options } = {}) => {
    const app = new Havoc({ address: scan.via(address), log: scan.keep(log), ...options });
    apps.push(app);
    return app;
  };

  return {
    local,
    config,
    database,
    sidecar: () => sidecar,
    async restartSidecar() {
      await scan.askForOps(sidecar);
      await sidecar.stop();
      sidecar = await start();
    },
    async startReplica() {
      const socket = join(folder, `replica-${replicas.length}.sock`);
      const replica = await startWatched({ HAVOC_ADDRESS: `unix:${socket}` });
      replicas.push(replica);
      return { sidecar: replica, app: createApp({ address: replica.grpcAddress }) };
    },
    createApp,
    async outcomes() {
      const { rows } = await database.pool.query(
        `select dead_letter.id is not null as dead, unsettled.id is not null as open
         from havoc_internal.envelope left join havoc_internal.unsettled using (id)
         left join havoc_internal.dead_letter using (id) order by envelope.id`,
      );
      return rows.map(({ dead, open }) => (open ? null : dead ? 'dead' : 'settled'));
    },
    async tables() {
      const tables = await readTables(database);
      return tables.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n');
    },
    logged: scan.logged,
    async stop() {
      for (const app of apps) await app.stop();
      for (const one of [...replicas, sidecar]) {
        await scan.askForOps(one);
        await one.stop();
      }
      const tables = await tablesOfSidecar();
      scan.close();
      await local.close();
      await close();
      await rm(folder, { recursive: true });
      scan.check(secretsOf(local, config), tables);
    },
  };
}
