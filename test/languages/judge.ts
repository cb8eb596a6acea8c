import { deepEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScope, type Scope } from '../../src/base/index.js';
import { findFreePorts } from '../../src/dev/index.js';
import { writeInstallations } from '../../src/installations/index.js';
import { type DoorName, type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { demandsOver, SHORTCUTS } from './bolt-demands.js';
import { EXPORTED, FOUND } from './exported.js';
import { missingOf } from './needs.js';
import type { OfficialClient } from './official-client.js';
import type { Report } from './report.js';
import { execute, start, stopping } from './tools.js';
import { CALL_DEMANDS } from './web-client-demands.js';

interface Trial {
  client: OfficialClient;
  folder: string;
  report: Report;
}

const DOOR_TITLES: Record<DoorName, string> = { http: 'HTTP', socket: 'Socket Mode' };

/** Installs an official client, and tries it against the local Slack: a Bolt app over each door, and Web API calls. */
export async function judge(trial: Trial): Promise<void> {
  const { client, folder, report } = trial;
  const installs = `${client.name}: can be installed`;
  const missing = missingOf(client.needs);
  if (missing.length > 0) return report.failed(installs, missing);
  if (!(await report.step(installs, () => client.install(folder)))) return;
  for (const part of [
    (scope: Scope) => judgeApp(scope, trial, 'http'),
    (scope: Scope) => judgeApp(scope, trial, 'socket'),
    (scope: Scope) => judgeCalls(scope, trial),
    () => judgeStores(trial),
  ]) {
    if (stopping.signal.aborted) return;
    const scope = createScope();
    try {
      await part(scope);
    } finally {
      await scope.release();
    }
  }
}

async function judgeApp(scope: Scope, { client, folder, report }: Trial, door: DoorName): Promise<void> {
  const title = `${client.name} over ${DOOR_TITLES[door]}`;
  const local = await startLocalSlack({ doors: [door], shortcuts: SHORTCUTS });
  scope.onRelease(() => local.close());
  const [port] = await findFreePorts(1);
  const { command, environment } = client.app(folder);
  const app = start(command, {
    environment: { ...environment, ...settingsOf(local), ...(door === 'http' && { PORT: `${port}` }) },
  });
  scope.onRelease(async () => void (await app.end('SIGKILL')));
  const url = `http://127.0.0.1:${port}/slack/events`;
  const isReady = await report.step(`${title}: the app starts and is reached`, async () => {
    await app.line(/Bolt app is running/);
    if (door === 'http') await local.configure({ requestUrl: url });
    else await local.socket.waitForConnections(1);
  });
  if (!isReady) return;
  for (const { does, meet } of demandsOver(door)) {
    if (stopping.signal.aborted) return;
    const from = app.output().length;
    await report.step(`${title}: ${does}`, () =>
      meet({ local, url }).catch((cause) => {
        throw new Error(`The app's output during this step:\n${app.output().slice(from)}`, { cause });
      }),
    );
  }
}

async function judgeCalls(scope: Scope, { client, folder, report }: Trial): Promise<void> {
  const local = await startLocalSlack();
  scope.onRelease(() => local.close());
  const call = async (method: string, ...args: string[]): Promise<unknown> => {
    const { command, environment } = client.call(folder, method, args);
    const output = await execute(command, { environment: { ...environment, ...settingsOf(local) } });
    // Warnings of the client come first.
    return JSON.parse(output.split('\n').at(-1) ?? '');
  };
  for (const [demand, meet] of CALL_DEMANDS) {
    if (stopping.signal.aborted) return;
    await report.step(`${client.name}, Web API client: ${demand}`, () => meet({ local, call }));
  }
}

/** Shows that the client's own OAuth stores take an export of havoc. */
async function judgeStores({ client, folder, report }: Trial): Promise<void> {
  await report.step(`${client.name}, stores of installations: take an export of havoc`, async () => {
    const file = join(folder, 'export.jsonl');
    await writeFile(file, EXPORTED.map((grant) => writeInstallations(grant, 'bolt-python')).join(''));
    const { command, environment } = client.stores(folder, file);
    const output = await execute(command, { environment });
    deepEqual(JSON.parse(output.split('\n').at(-1) ?? ''), FOUND);
  });
}

function settingsOf({ apiUrl, botToken, appToken, signingSecret }: LocalSlack): NodeJS.ProcessEnv {
  return {
    SLACK_API_URL: apiUrl,
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    PORT: undefined,
  };
}
