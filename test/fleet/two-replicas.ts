import type { Havoc } from '../../src/client/index.js';
import type { Sidecar } from '../../src/main.js';
import { type Stack, startStack } from '../support/stack.js';

/** Slack calls one sidecar, and the app is connected to another. */
export interface Replicas {
  stack: Stack;
  other: Sidecar;
  app: Havoc;
  /** Slow handlers wait for this. */
  slowly: Promise<void>;
  goOn(): void;
  ana(): ReturnType<Stack['local']['as']>;
  /** Opens the modal, and submits it. */
  submitPoll(values?: Record<string, string>): ReturnType<ReturnType<Stack['local']['as']>['submit']>;
  stop(): Promise<void>;
}

const title = { type: 'plain_text' as const, text: 'Poll' };
const submit = { type: 'plain_text' as const, text: 'Ask' };
const input = (block_id: string) => ({
  type: 'input' as const,
  block_id,
  label: { type: 'plain_text' as const, text: block_id },
  element: { type: 'plain_text_input' as const, action_id: 'value' },
});
const view = {
  type: 'modal' as const,
  callback_id: 'poll',
  title,
  submit,
  blocks: [input('question'), input('options')],
};

/** Returns a function that starts two replicas for one test. They are stopped after the test. */
export function setUpReplicas(): typeof startReplicas {
  let replicas: Replicas;
  afterEach(() => replicas.stop());
  return async (environment) => {
    replicas = await startReplicas(environment);
    return replicas;
  };
}

/** Starts the replicas, and makes an app that opens a modal for the shortcut `go`. The app is not started yet. */
async function startReplicas(environment: Record<string, string> = {}): Promise<Replicas> {
  const stack = await startStack({ environment: { HAVOC_REPLY_BUDGET_MS: '1500', ...environment } });
  const { sidecar: other, app } = await stack.startReplica();
  app.shortcut('go', async ({ shortcut, slack }) => {
    await slack.views.open({ trigger_id: shortcut.trigger_id, view });
  });
  let goOn = () => {};
  const slowly = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const ana = () => stack.local.as('ana');
  return {
    stack,
    other,
    app,
    slowly,
    goOn,
    ana,
    async submitPoll(values = { question: 'Lunch?', options: 'pizza' }) {
      await ana().shortcut('go');
      return ana().submit(await stack.local.waitForView('ana'), values);
    },
    async stop() {
      goOn();
      await stack.stop();
    },
  };
}

/** True if a sidecar's metrics have this line. */
export async function metric(sidecar: Sidecar, line: string): Promise<boolean> {
  return (await (await fetch(`${sidecar.opsUrl}/metrics`)).text()).includes(line);
}
