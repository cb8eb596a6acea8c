import type { Scope } from '../base/index.js';
import { findFreePorts } from '../dev/index.js';
import type { LocalSlack } from '../local-slack/index.js';
import { type BenchApp, startBenchApp } from './app.js';
import type { Databases } from './databases.js';
import type { Door } from './events.js';
import { startProgram } from './processes.js';
import { startSlackApi } from './slack-api.js';
import type { Roles } from './usage.js';

/** The contenders, in the order of the tables. */
export const CONTENDERS = {
  bolt: 'Bolt 5.1, nothing stored',
  duties: 'Bolt 5.1, the same duties by hand',
  floor: 'node:http, verified and parsed',
  http: 'havoc over HTTP',
  socket: 'havoc over Socket Mode',
};
export type ContenderKey = keyof typeof CONTENDERS;

/** A running system that takes Slack's events to a handler. */
export interface Contender {
  name: string;
  door: Door;
  app: BenchApp;
  /** Its current processes. */
  roles(): Roles;
}

export interface Surroundings {
  local: LocalSlack;
  databases: Databases;
  /** The port on which the load generator accepts Socket Mode connections. */
  socketPort: number;
  /** The folder of this run, for socket files. */
  folder: string;
  /** The folder in which sidecars write CPU profiles when they end. Undefined for no profiles. */
  profiles: string | undefined;
}

export function startContender(key: ContenderKey, around: Surroundings, scope: Scope): Promise<Contender> {
  if (key === 'http' || key === 'socket')
    return startHavoc({ name: CONTENDERS[key], database: key, kind: key }, around, scope);
  return startServer(key, around, scope);
}

/** Starts an app that takes Slack's requests itself. */
async function startServer(
  key: 'bolt' | 'duties' | 'floor',
  { local, databases }: Surroundings,
  scope: Scope,
): Promise<Contender> {
  const [port = 0] = await findFreePorts(1);
  const env = {
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_USER_ID: local.botUserId,
    DATABASE_URL: key === 'duties' ? await databases.addDuties(local) : undefined,
    PORT: `${port}`,
  };
  const app = await startBenchApp(`./${key}-app.js`, env, scope);
  const postgres: Roles = key === 'duties' ? { postgres: databases.pid } : {};
  return {
    name: CONTENDERS[key],
    door: { kind: 'http', port },
    app,
    roles: () => ({ app: app.pid(), ...postgres }),
  };
}

/** Starts a sidecar and an app as separate processes that are connected by a unix socket. */
export async function startHavoc(
  { name, database, kind }: { name: string; database: string; kind: Door['kind'] },
  { local, databases, socketPort, folder, profiles }: Surroundings,
  scope: Scope,
): Promise<Contender & { address: string }> {
  const [port = 0] = await findFreePorts(1);
  const address = `unix:${folder}/${database}.sock`;
  const doorEnv =
    kind === 'http'
      ? { SLACK_SIGNING_SECRET: local.signingSecret, SLACK_API_URL: local.apiUrl }
      : {
          SLACK_APP_TOKEN: 'xapp-1-bench',
          SLACK_API_URL: await startSlackApi(local, { socketPort, link: database }, scope),
        };
  const env = {
    ...doorEnv,
    DATABASE_URL: await databases.addHavoc(database),
    SLACK_BOT_TOKEN: local.botToken,
    HAVOC_ADDRESS: address,
    HAVOC_HTTP_PORT: `${port}`,
    HAVOC_OPS_PORT: '0',
    HAVOC_LOG_LEVEL: 'error',
  };
  const serve = { file: '../../dist/cli/bin.js', args: ['serve'], env, saysReady: false };
  const execArgv = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const sidecar = await startProgram({ ...serve, execArgv }, scope);
  const app = await startBenchApp('./havoc-app.js', { HAVOC_ADDRESS: address }, scope);
  return {
    name,
    address,
    door: kind === 'http' ? { kind, port } : { kind, link: database },
    app,
    roles: () => ({ sidecar: sidecar.pid, app: app.pid(), postgres: databases.pid }),
  };
}
