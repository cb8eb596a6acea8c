import { createScope, type Scope } from '../../base/index.js';
import { type Config, readConfig } from '../../config.js';
import { startApp } from '../../dev/index.js';
import { type LocalSlack, startLocalSlack } from '../../local-slack/index.js';
import { type Sidecar, startSidecar } from '../../main.js';
import { appEnvironment } from '../app-environment.js';
import { type Say, say } from '../output.js';
import { announceDev } from '../running-dev.js';
import { untilSignal } from '../until-signal.js';
import { prepareTables, provideDatabase } from './database.js';
import { type Environment, wantsLocalSlack } from './environment.js';
import { greet } from './greet.js';

export interface DevOptions {
  /** The app's own command and its arguments; none starts havoc alone. */
  command: readonly string[];
  /** Where the local Slack listens, what the app is called there, and which slash commands it has. */
  slackPort: number;
  appName: string;
  /** Each with how it is used behind it, as in `/poll "Lunch?" pizza sushi`. */
  commands: readonly string[];
  /** Where the embedded PostgreSQL keeps its data. */
  dataDir: string;
  /** Begin with empty tables of havoc's, whatever database it is. */
  reset?: boolean;
  /** End when the process that started this one does. */
  withParent?: boolean;
}

/**
 * Brings up all that an app needs on this machine: a PostgreSQL where no DATABASE_URL names one, the local
 * Slack where neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is of an app of the real one, the sidecar, and the
 * app. Everything goes when this ends.
 */
export async function dev(options: DevOptions): Promise<void> {
  const startedMs = performance.now();
  const signals = untilSignal(options);
  const scope = createScope();
  const progress: Say = (line) => say(`  ${line}`);
  try {
    const environment = { ...process.env };
    const isLocal = wantsLocalSlack(environment);
    const { dataDir, reset = false } = options;
    const isOwn = await provideDatabase(environment, { dataDir, isLocal, scope, onProgress: progress });
    const local = await provideSlack(environment, options, scope, progress);
    const config = readDevConfig(environment);
    await prepareTables(config, { isOwn, isLocal, reset, onProgress: progress });
    progress('Starting havoc');
    const sidecar = await startSidecar(config);
    scope.onRelease(() => sidecar.stop(signals.hurry));
    scope.onRelease(await announceDev(dataDir, { grpc: sidecar.grpcAddress, ops: sidecar.opsUrl }));
    await local?.configure({ requestUrl: `${sidecar.publicUrl}/slack/events` });
    await provideApp(config, sidecar, options, scope);
    greet({ ...options, config, sidecar, local, tookMs: performance.now() - startedMs });
    await signals.stop;
    say('\nStopping');
  } finally {
    await scope.release();
  }
}

async function provideSlack(
  environment: Environment,
  { slackPort, appName, commands }: DevOptions,
  scope: Scope,
  onProgress: Say,
): Promise<LocalSlack | undefined> {
  if (!wantsLocalSlack(environment)) return undefined;
  const aside = environment.SLACK_API_URL
    ? ' in the place of SLACK_API_URL, for which no secret is given'
    : '';
  onProgress(`Starting the local Slack${aside}`);
  const local = await startLocalSlack({ port: slackPort, appName, commands: commands.map(toCommand) });
  scope.onRelease(() => local.close());
  environment.SLACK_SIGNING_SECRET = local.signingSecret;
  environment.SLACK_BOT_TOKEN = local.botToken;
  environment.SLACK_API_URL = local.apiUrl;
  // Only the local Slack calls here, and it is told where: any free port will do.
  environment.HAVOC_HTTP_PORT ||= '0';
  return local;
}

/** On a machine of one's own nothing needs to be reached from elsewhere, tools may ask, and the log is for what goes wrong. */
function readDevConfig(environment: Environment): Config {
  const quiet = {
    HAVOC_HTTP_HOST: '127.0.0.1',
    HAVOC_OPS_HOST: '127.0.0.1',
    HAVOC_OPS_PORT: '0',
    HAVOC_LOG_LEVEL: 'warn',
    HAVOC_GRPC_REFLECTION: 'true',
  };
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  return readConfig({ ...quiet, ...given });
}

async function provideApp(
  config: Config,
  sidecar: Sidecar,
  { command }: DevOptions,
  scope: Scope,
): Promise<void> {
  if (command.length === 0) return;
  const app = await startApp({
    command,
    env: {
      ...appEnvironment(),
      HAVOC_ADDRESS: sidecar.grpcAddress,
      DATABASE_URL: config.DATABASE_URL,
    },
    onLine: say,
    ...(process.stdin.isTTY && { input: process.stdin }),
  });
  scope.onRelease(() => app.stop());
}

function toCommand(text: string): { command: string; usage_hint: string } {
  const [command = '', ...usage] = text.split(' ');
  return { command, usage_hint: usage.join(' ') };
}
