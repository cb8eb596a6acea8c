import type { Scope } from '../../src/base/index.js';
import { findFreePorts } from '../../src/dev/index.js';
import type { TestProcess } from '../support/process.js';
import { startTestServer, stopTestServer } from '../support/server.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';
import type { AppCommand } from './language.js';
import { start } from './tools.js';

/** Shorter than the slowest answer of Slack's here. */
const LEASE_MS = 1_500;

/** What an app must do; each takes over where the one before ended. */
const DEMANDS: [string, (talk: Talk) => Promise<void>][] = [
  ['answers a mention in its thread', (talk) => talk.ask()],
  [
    'gives back what failed, and answers it then',
    async (talk) => {
      talk.stack.local.fail('chat.postMessage', { error: 'not_in_channel' });
      await talk.ask({ calls: 2 });
    },
  ],
  [
    'extends the lease of what takes longer',
    async (talk) => {
      // Without that, another attempt would call too, and be as slow.
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
  /** Ana mentions the app; resolves when it has answered by so many calls, and the envelope is settled. */
  ask(expected?: { calls: number }): Promise<void>;
}

/** All of havoc in this process: local Slack, sidecar on a port, PostgreSQL. */
export async function startLanguageStage(scope: Scope): Promise<Stack> {
  scope.onRelease(stopTestServer);
  await startTestServer();
  const [port] = await findFreePorts(1);
  const environment = { HAVOC_ADDRESS: `127.0.0.1:${port}`, HAVOC_LEASE_MS: `${LEASE_MS}` };
  const stack = await startStack({ environment });
  scope.onRelease(stack.stop);
  return stack;
}

/** Runs an app, and talks with it through the local Slack. @throws with all that it wrote when it does not do as it must */
export async function converse(stack: Stack, { command, environment }: AppCommand): Promise<void> {
  const app = start(command, {
    environment: { ...environment, HAVOC_ADDRESS: stack.sidecar().grpcAddress },
  });
  try {
    for (const [demand, meet] of DEMANDS) {
      await meet({ stack, ask: (expected) => ask(stack, app, expected) }).catch((cause) => {
        throw new Error(`It must do this: ${demand}. It wrote:\n${app.output()}`, { cause });
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
  // The message is an event too; it waits for an app that handles those.
  await until(async () => isGone || (await countSettled(stack)) > settledBefore);
  if (isGone) throw new Error('It ended.');
  const answers = local.calls('chat.postMessage').filter(({ args }) => args.thread_ts === asked.ts);
  const last = answers.at(-1)?.answer;
  if (answers.length !== calls || last?.ok !== true)
    throw new Error(
      `It called chat.postMessage ${answers.length} times: ${answers.map(({ answer }) => answer.error ?? 'ok')}`,
    );
}

async function countSettled(stack: Stack): Promise<number> {
  return (await stack.outcomes()).filter((outcome) => outcome === 'settled').length;
}
