import { createScope, type Scope } from '../../base/index.js';
import { type Config, readConfig } from '../../config.js';
import { startApp } from '../../dev/index.js';
import { type ServedSlack, serveLocalSlack } from '../../local-slack/index.js';
import { type Sidecar, startSidecar } from '../../main.js';
import { appEnvironment } from '../app-environment.js';
import { type Say, say } from '../output.js';
import { announceDev } from '../running-dev.js';
import { untilSignal } from '../until-signal.js';
import { prepareTables, provideDatabase } from './database.js';
import { type Environment, wantsLocalSlack } from './environment.js';
import { greet } from './greet.js';

export interface DevOptions {
  /** The app's command and its arguments. If empty, no app is started. */
  command: readonly string[];
  /** The port of the local Slack. */
  slackPort: number;
  /** The app's name in the local Slack. Without it, the app keeps its name from the seed or an earlier run. */
  appName?: string;
  /**
   * The app's slash commands in the local Slack, each with its usage, such as `/poll "Lunch?" pizza sushi`. If there are
   * none, the app keeps those from the seed or an earlier run.
   */
  commands: readonly string[];
  /** The folder for the data of the embedded PostgreSQL. */
  dataDir: string;
  /** The file of the seed of a new world. */
  seed?: string;
  /** Empties havoc's tables first, in any database, and discards the world of the local Slack. */
  reset?: boolean;
  /** Ends when the parent process ends. */
  withParent?: boolean;
}

/**
 * Starts all that an app needs on this machine: a PostgreSQL if DATABASE_URL is not set, the local Slack if neither
 * SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set, the sidecar, and the app. Stops all of it at a signal.
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
    const isNewWorld = local?.isNew ?? false;
    await prepareTables(config, { isOwn, isNewWorld, reset, onProgress: progress });
    progress('Starting havoc');
    const sidecar = await startSidecar(config);
    scope.onRelease(() => sidecar.stop(signals.hurry));
    scope.onRelease(await announceDev(dataDir, { grpc: sidecar.grpcAddress, ops: sidecar.opsUrl }));
    await local?.configure({ requestUrl: `${sidecar.publicUrl}/slack/events`, doors: ['http'] });
    await local?.resume();
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
  { slackPort, appName, commands, seed, reset = false }: DevOptions,
  scope: Scope,
  onProgress: Say,
): Promise<ServedSlack | undefined> {
  if (!wantsLocalSlack(environment)) return undefined;
  const aside = environment.SLACK_API_URL ? ' instead of SLACK_API_URL, because no secret for it is set' : '';
  onProgress(`Starting the local Slack${aside}`);
  const local = await serveLocalSlack({
    port: slackPort,
    ...(appName !== undefined && { appName }),
    ...(commands.length > 0 && { commands: commands.map(toCommand) }),
    reset,
    // The sidecar of an earlier run was at another port. Events wait until the new one is there.
    isHeld: true,
    onProgress,
    database: environment.DATABASE_DIRECT_URL || environment.DATABASE_URL,
    ...(seed !== undefined && { seed }),
  });
  scope.onRelease(() => local.close());
  environment.SLACK_SIGNING_SECRET = local.signingSecret;
  environment.SLACK_BOT_TOKEN = local.botToken;
  environment.SLACK_API_URL = local.apiUrl;
  // Only the local Slack calls this port, and dev() gives it the URL, so any free port will do.
  environment.HAVOC_HTTP_PORT ||= '0';
  return local;
}

/** Reads the configuration with defaults for development: loopback only, reflection for tools, and a quiet log. */
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
