import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Havoc, type HavocOptions } from '../../src/client/index.js';
import { type Config, readConfig } from '../../src/config.js';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/index.js';
import { createLogger, type Logger } from '../../src/log/index.js';
import { type Sidecar, startSidecar } from '../../src/main.js';
import { openTestDatabase } from './database.js';
import { makeHostile } from './hostile-settings.js';

/** All of havoc in this process: a local Slack, a sidecar on a unix socket, and a new database. */
export interface Stack {
  local: LocalSlack;
  config: Config;
  /** The current sidecar. A restart replaces it. */
  sidecar(): Sidecar;
  restartSidecar(): Promise<void>;
  /** Creates an app without starting it. It stops with the stack. */
  createApp(options?: HavocOptions): Havoc;
  /** The outcome of each envelope, oldest first; null if it is not settled yet. */
  outcomes(): Promise<('settled' | 'dead' | null)[]>;
  /** The content of all of havoc's tables as text. Bytes are decoded as UTF-8. */
  tables(): Promise<string>;
  stop(): Promise<void>;
}

export interface StackOptions {
  slack?: LocalSlackOptions;
  /** Environment variables in addition to those of the stack. */
  environment?: Record<string, string>;
  /** Settings of the database. */
  settings?: Record<string, string>;
  /** Silent by default. */
  log?: Logger;
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export async function startStack({
  slack = {},
  environment = {},
  settings,
  log = createLogger({ level: 'silent' }),
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
  const apps: Havoc[] = [];
  let sidecar = await start();

  async function start(): Promise<Sidecar> {
    const started = await startSidecar(config, log);
    await local.configure({ requestUrl: `${started.publicUrl}/slack/events` });
    return started;
  }

  return {
    local,
    config,
    sidecar: () => sidecar,
    async restartSidecar() {
      await sidecar.stop();
      sidecar = await start();
    },
    createApp(options = {}) {
      const app = new Havoc({ address: sidecar.grpcAddress, log: QUIET, ...options });
      apps.push(app);
      return app;
    },
    async outcomes() {
      const { rows } = await database.pool.query(
        `select dead_letter.id is not null as dead, unsettled.id is not null as open
         from havoc_internal.envelope left join havoc_internal.unsettled using (id)
         left join havoc_internal.dead_letter using (id) order by envelope.id`,
      );
      return rows.map(({ dead, open }) => (open ? null : dead ? 'dead' : 'settled'));
    },
    async tables() {
      const { rows: names } = await database.pool.query<{ name: string }>(
        `select oid::regclass::text as name from pg_class
         where relnamespace = 'havoc_internal'::regnamespace and relkind in ('r', 'p') and not relispartition`,
      );
      const texts: string[] = [];
      for (const { name } of names) {
        const { rows } = await database.pool.query<Record<string, unknown>>(`select * from ${name}`);
        for (const value of rows.flatMap((row) => Object.values(row)))
          texts.push(Buffer.isBuffer(value) ? value.toString() : JSON.stringify(value));
      }
      return texts.join('\n');
    },
    async stop() {
      for (const app of apps) await app.stop();
      await sidecar.stop();
      await local.close();
      await close();
      await rm(folder, { recursive: true });
    },
  };
}
