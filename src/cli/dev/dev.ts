import { createScope, type Scope } from '../../base/index.js';
import type { Config } from '../../config.js';
import { startApp } from '../../dev/index.js';
import { type ServedSlack, serveLocalSlack } from '../../local-slack/index.js';
import type { Sidecar } from '../../main.js';
import { appEnvironment } from '../app-environment.js';
import { type Say, say } from '../output.js';
import { announceDev } from '../running-dev.js';
import { untilSignal } from '../until-signal.js';
import { prepareTables, provideDatabase } from './database.js';
import { type Environment, wantsLocalSlack } from './environment.js';
import { greet } from './greet.js';
import { provideKeys } from './keys.js';
import { readDevConfig, startHavoc } from './sidecar.js';
import { variablesFor } from './variables-for.js';

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
    await provideKeys(environment, dataDir);
    const local = await provideSlack(environment, options, scope, progress);
    const isNewWorld = local?.isNew ?? false;
    const tables = { isOwn, isNewWorld, reset, onProgress: progress };
    await prepareTables(readDevConfig(environment, local), tables);
    progress('Starting havoc');
    const { config, sidecar } = await startHavoc(environment, local);
    scope.onRelease(() => sidecar.stop(signals.hurry));
    scope.onRelease(await announce(dataDir, sidecar, environment));
    const requestUrl = `${sidecar.publicUrl}/slack/events`;
    const redirectUrls = [...(config.HAVOC_OAUTH_REDIRECT_URLS ?? [])];
    await local?.configure({ requestUrl, doors: ['http'], redirectUrls });
    await local?.resume();
    await provideApp(config, sidecar, options, scope);
    greet({ ...options, config, sidecar, local, tookMs: performance.now() - startedMs });
    await signals.stop;
    say('\nStopping');
  } finally {
    await scope.release();
  }
}

function announce(dataDir: string, { grpcAddress, opsUrl }: Sidecar, environment: Environment) {
  return announceDev(dataDir, { grpc: grpcAddress, ops: opsUrl, variables: variablesFor(environment) });
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
  environment.SLACK_CLIENT_ID = local.clientId;
  environment.SLACK_CLIENT_SECRET = local.clientSecret;
  environment.SLACK_API_URL = local.apiUrl;
  return local;
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
