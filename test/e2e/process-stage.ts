import type { Database } from '../../src/db/index.js';
import { findFreePorts } from '../../src/dev/index.js';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { openTestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';
import { type CuttableProxy, startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';

/** A sidecar and an app that answers mentions, as processes that a test can kill, with a local Slack and a database. */
export interface ProcessStage {
  local: LocalSlack;
  /** Connected without the proxy. */
  database: Database;
  /** Between the sidecar and the database, if `isProxied` is set. */
  proxy: CuttableProxy;
  /** The first sidecar; `app` is the first app. */
  sidecar: TestProcess;
  app: TestProcess;
  /** Starts another sidecar, at the same addresses, after the previous one has ended. */
  startSidecar(): TestProcess;
  startApp(): TestProcess;
  /** Resolves with true if a sidecar reports that it is ready. */
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Resolves when the sidecar is ready and the local Slack pushes to it. `environment` adds to its variables. */
export async function startProcessStage(
  environment: Record<string, string> = {},
  { isProxied = false } = {},
): Promise<ProcessStage> {
  const { database, url, close } = await openTestDatabase();
  // A restart of the sidecar may take many seconds on a busy machine. Slack must not give up before it is over.
  const local = await startLocalSlack({ retryDelaysMs: [100, 500, ...Array<number>(40).fill(1_500)] });
  const behind = new URL(url);
  const proxy = await startProxy({ host: behind.hostname, port: Number(behind.port) });
  behind.hostname = '127.0.0.1';
  behind.port = `${proxy.port}`;
  const [http, ops, grpc] = await findFreePorts(3);
  const settings = {
    DATABASE_URL: isProxied ? behind.href : url,
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_TOKEN: local.botToken,
    SLACK_API_URL: local.apiUrl,
    HAVOC_ADDRESS: `127.0.0.1:${grpc}`,
    HAVOC_HTTP_PORT: `${http}`,
    HAVOC_OPS_PORT: `${ops}`,
    HAVOC_LOG_LEVEL: 'error',
    ...environment,
  };
  const started: TestProcess[] = [];
  function start(file: string, args: string[]): TestProcess {
    const process = run(file, args, settings);
    started.push(process);
    return process;
  }
  const startSidecar = () => start('dist/cli/bin.js', ['serve']);
  const startApp = () => start('test/e2e/answering-app.js', []);
  async function isReady(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${ops}/readyz`).catch(() => undefined);
    return answer?.status === 200;
  }

  const sidecar = startSidecar();
  await until(isReady);
  const app = startApp();
  await local.configure({ requestUrl: `http://127.0.0.1:${http}/slack/events` });
  return {
    local,
    database,
    proxy,
    sidecar,
    app,
    startSidecar,
    startApp,
    isReady,
    async stop() {
      for (const process of started.reverse()) await process.end('SIGKILL');
      await local.close();
      proxy.close();
      await close();
    },
  };
}
