import type { Scope } from '../../src/base/index.js';
import { findFreePorts } from '../../src/dev/index.js';
import type { TestProcess } from '../support/process.js';
import { startTestServer, stopTestServer } from '../support/server.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';
import type { AppCommand } from './language.js';
import { start } from './tools.js';

/** Shorter than Slack's slowest answer in these tests. */
const LEASE_MS = 1_500;

/** What an app must do. Each demand continues where the one before ended. */
const DEMANDS: [string, (talk: Talk) => Promise<void>][] = [
  ['answers a mention in its thread', (talk) => talk.ask()],
  [
    'gives a failed delivery back, and answers it at the next attempt',
    async (talk) => {
      talk.stack.local.fail('chat.postMessage', { error: 'not_in_channel' });
      await talk.ask({ calls: 2 });
    },
  ],
  [
    'extends the lease of a slow delivery',
    async (talk) => {
      // Without an extended lease, another attempt would call Slack too, and be as slow.
      const end = talk.stack.local.fail('chat.postMessage', { delayMs: 2 * LEASE_MS, times: 3 });
      await talk.ask();
      end();
    },
  ],
  [
    'connects again to a sidecar that was restarted',
    async (talk) => {
      await talk.stack.restartSidecar();
      await talk.ask();
    },
  ],
];

interface Talk {
  stack: Stack;
  /** Ana mentions the app. Resolves when the app has answered with this many calls, and the envelope is settled. */
  ask(expected?: { calls: number }): Promise<void>;
}

/** Starts all of havoc in this process: local Slack, sidecar on a port, PostgreSQL. */
export async function startLanguageStage(scope: Scope): Promise<Stack> {
  scope.onRelease(stopTestServer);
  await startTestServer();
  const [port] = await findFreePorts(1);
  const environment = { HAVOC_ADDRESS: `127.0.0.1:${port}`, HAVOC_LEASE_MS: `${LEASE_MS}` };
  const stack = await startStack({ environment });
  scope.onRelease(stack.stop);
  return stack;
}

/**
 * Runs an app, and talks with it through the local Slack.
 *
 * @throws Error with all of the app's output, if the app does not meet a demand
 */
export async function converse(stack: Stack, { command, environment }: AppCommand): Promise<void> {
  const app = start(command, {
    environment: { ...environment, HAVOC_ADDRESS: stack.sidecar().grpcAddress },
  });
  try {
    for (const [demand, meet] of DEMANDS) {
      await meet({ stack, ask: (expected) => ask(stack, app, expected) }).catch((cause) => {
        throw new Error(`The app does not meet a demand: ${demand}. Its output:\n${app.output()}`, { cause });
      });
    }
  } finally {
    await app.end('SIGKILL');
  }
}

async function ask(stack: Stack, app: TestProcess, { calls } = { calls: 1 }): Promise<void> {
  const { local } = stack;
  const settledBefore = await countSettled(stack);
  const asked = await local.as('ana').post('#general', `<@${local.botUserId}> hello`);
  let isGone = false;
  void app.exited.then(() => {
    isGone = true;
  });
  // The message is also an event of its own, which stays unsettled until an app handles such events.
  await until(async () => isGone || (await countSettled(stack)) > settledBefore);
  if (isGone) throw new Error('The app ended.');
  const answers = local.calls('chat.postMessage').filter(({ args }) => args.thread_ts === asked.ts);
  const last = answers.at(-1)?.answer;
  if (answers.length !== calls || last?.ok !== true)
    throw new Error(
      `The app called chat.postMessage ${answers.length} times: ${answers.map(({ answer }) => answer.error ?? 'ok')}`,
    );
}

async function countSettled(stack: Stack): Promise<number> {
  return (await stack.outcomes()).filter((outcome) => outcome === 'settled').length;
}
