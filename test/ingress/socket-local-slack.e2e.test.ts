import type { LocalSlackOptions } from '../../src/local-slack/index.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

const appToken = 'xapp-1-A0-0-of-this-test';

/** Enough retries for the time until havoc notices that a connection is dead and opens another one. */
const RETRIES = [0, 500, 1_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000];

let stack: Stack;
/** The texts of the mentions that the app has handled. A mention that is handled twice is in it twice. */
let handled: string[];
afterEach(() => stack.stop());

async function start(slack: LocalSlackOptions = {}, environment: Record<string, string> = {}): Promise<void> {
  stack = await startStack({
    slack: { doors: ['socket'], appToken, answerWithinMs: 1_000, retryDelaysMs: RETRIES, ...slack },
    environment: { SLACK_APP_TOKEN: appToken, ...environment },
  });
  handled = [];
  const app = stack.createApp();
  app.event('app_mention', async ({ event }) => void handled.push(String(event.text)));
  app.command('/ask', async ({ slack: api, command, reply }) => {
    await api.views.open({ trigger_id: command.trigger_id, view });
    await reply({ text: `Asked: ${command.text}` });
  });
  app.view('ask', async ({ reply }) =>
    reply({ response_action: 'errors', errors: { question: 'Too short' } }),
  );
  await app.start();
  await stack.local.socket.waitForConnections(2);
}

const title = { type: 'plain_text' as const, text: 'Ask' };
const view = {
  type: 'modal' as const,
  callback_id: 'ask',
  title,
  submit: title,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'question',
      label: title,
      element: { type: 'plain_text_input' as const, action_id: 'value' },
    },
  ],
};

const mention = (text: string) =>
  stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> ${text}`);
const mentions = () => stack.local.pushes({ name: 'app_mention' });

/** Mentions the app `count` times, and waits until each mention is handled. */
async function mentionOften(count: number, between: (index: number) => void = () => {}): Promise<void> {
  for (let index = 0; index < count; index++) {
    between(index);
    await mention(`mention ${index}.`);
  }
  await until(
    () => handled.length >= count && mentions().every(({ outcome }) => outcome === 'delivered'),
    30_000,
  );
}

function expectEachHandledOnce(count: number): void {
  const texts = Array.from({ length: count }, (_, index) => `<@${stack.local.botUserId}> mention ${index}.`);
  expect(handled.toSorted()).toEqual(texts.toSorted());
}

test('an app works over Socket Mode as it does over HTTP', async () => {
  await start();
  const ana = stack.local.as('ana');
  await mention('hi');
  await until(() => handled.length === 1);
  await ana.command('/ask', 'what?', '#general');
  await stack.local.waitForMessage({ text: 'Asked: what?' });
  const asked = await stack.local.waitForView('ana', { callback_id: 'ask' });
  const submitted = await ana.submit(asked, { question: 'x' });
  expect(submitted).toMatchObject({ ok: false, errors: { question: 'Too short' } });
});

test.each(['drop', 'silence', 'refresh_requested', 'warning'] as const)(
  'each event is handled once, even if both connections end again and again: %s',
  async (way) => {
    // Slack also notices when its pings get no answer, and sends nothing more on a dead connection.
    await start({ socketMode: { pingEveryMs: 500 } });
    const { socket } = stack.local;
    await mentionOften(20, (index) => {
      if (index % 5 !== 2) return;
      if (way === 'drop' || way === 'silence') socket[way]();
      else socket.disconnect(way);
    });
    expectEachHandledOnce(20);
  },
);

test('no event needs a retry while connections are replaced on time', async () => {
  await start({ socketMode: { livesMs: 3_000, warnsBeforeMs: 500 } });
  const first = stack.local.socket.connections().map(({ id }) => id);
  let pushed = 0;
  while (stack.local.socket.connections().every(({ id }) => id < Math.max(...first) + 4)) {
    await mention(`mention ${pushed++}.`);
    await until(() => handled.length === pushed);
  }
  expect(mentions().flatMap(({ attempts }) => attempts.slice(1))).toEqual([]);
  expectEachHandledOnce(pushed);
});

test('an event that Slack sends through both doors is handled once', async () => {
  await start({ doors: ['http', 'socket'] });
  await mentionOften(10);
  expectEachHandledOnce(10);
  expect(mentions()).toHaveLength(20);
});

test('a restart loses no event, because Slack sends unacknowledged events again', async () => {
  await start();
  let restarted: Promise<void> | undefined;
  await mentionOften(10, (index) => {
    if (index === 5) restarted = stack.restartSidecar();
  });
  await restarted;
  expectEachHandledOnce(10);
});
