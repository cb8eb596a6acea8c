import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Scope } from '../../src/base/index.js';
import { migrate } from '../../src/db/index.js';
import { startEmbeddedPostgres } from '../../src/dev/index.js';
import type { LocalSlack } from '../../src/local-slack/index.js';
import type { Target } from './load.js';

/** What an app noted since it was last asked. */
export interface Noted {
  /** Milliseconds from Slack's request to the handler, one for each event handled. */
  latencies: number[];
  cpuMicros: number;
}

export interface Contender {
  name: string;
  target: Target;
  ask(): Promise<Noted>;
}

type Environment = Record<string, string | undefined>;

export async function startBolt(local: LocalSlack, scope: Scope): Promise<Contender> {
  const port = await freePort();
  const environment = {
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_USER_ID: local.botUserId,
    PORT: `${port}`,
  };
  const app = await start('./bolt-app.js', [], environment, scope);
  return { name: 'Bolt 5.1, nothing stored', target: targetOf(local, port), ask: () => ask(app) };
}

/** Sidecar and app as processes of their own, over a unix socket, with a PostgreSQL that syncs to disk. */
export async function startHavoc(local: LocalSlack, folder: string, scope: Scope): Promise<Contender> {
  const postgres = await startEmbeddedPostgres({
    dataDir: `${folder}/postgres`,
    durable: true,
    ephemeral: true,
  });
  scope.onRelease(() => postgres.stop());
  await migrate({ url: postgres.url });
  const port = await freePort();
  const environment = {
    DATABASE_URL: postgres.url,
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_TOKEN: local.botToken,
    SLACK_API_URL: local.apiUrl,
    HAVOC_ADDRESS: `unix:${folder}/havoc.sock`,
    HAVOC_HTTP_PORT: `${port}`,
    HAVOC_OPS_PORT: '0',
    HAVOC_LOG_LEVEL: 'error',
  };
  await start('../../dist/cli/bin.js', ['serve'], environment, scope);
  const app = await start('./havoc-app.js', [], environment, scope);
  return { name: 'havoc, durable inbox', target: targetOf(local, port), ask: () => ask(app) };
}

function targetOf(local: LocalSlack, port: number): Target {
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    signingSecret: local.signingSecret,
    bot: local.botUserId,
    user: local.user('ana').id,
    channel: local.channel('#general').id,
    team: local.team.id,
  };
}

/** Resolves when the process says that it is ready; the sidecar says nothing, and its app waits for it. */
async function start(
  file: string,
  args: string[],
  environment: Environment,
  scope: Scope,
): Promise<ChildProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, args, { env: { PATH: process.env.PATH, ...environment }, execArgv: [] });
  const gone = once(child, 'exit');
  scope.onRelease(async () => {
    child.kill('SIGTERM');
    await gone;
  });
  if (args.length === 0) await once(child, 'message');
  return child;
}

async function ask(app: ChildProcess): Promise<Noted> {
  const answer = once(app, 'message');
  app.send('report');
  const [noted] = await answer;
  return noted as Noted;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
