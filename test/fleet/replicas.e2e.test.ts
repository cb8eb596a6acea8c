import type { Havoc } from '../../src/client/index.js';
import { createLogger } from '../../src/log/index.js';
import { type Sidecar, startSidecar } from '../../src/main.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

/** Slack asks one sidecar, and the app hangs on another. */
let stack: Stack;
let other: Sidecar;
let app: Havoc;
/** What slow handlers wait for. */
let slowly: Promise<void>;
let goOn: () => void;

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
const section = (said: string) => ({ type: 'section', text: { type: 'plain_text', text: said } });
const next = { type: 'modal' as const, callback_id: 'next', title, blocks: [section('Next')] };
const WAIT = 'This takes a while. It was received: there is no need to submit it again.';
const OVER = 'This took longer than Slack waits. You can close this window.';

beforeEach(() => {
  slowly = new Promise((resolve) => {
    goOn = resolve;
  });
});

afterEach(async () => {
  goOn();
  await app.stop();
  await other.stop();
  await stack.stop();
});

async function start(environment: Record<string, string> = {}): Promise<void> {
  stack = await startStack({ environment: { HAVOC_REPLY_BUDGET_MS: '1500', ...environment } });
  const HAVOC_ADDRESS = stack.config.HAVOC_ADDRESS.replace('havoc.sock', 'other.sock');
  other = await startSidecar({ ...stack.config, HAVOC_ADDRESS }, createLogger({ level: 'silent' }));
  app = stack.createApp({ address: other.grpcAddress });
  app.shortcut('go', async ({ shortcut, slack }) => {
    await slack.views.open({ trigger_id: shortcut.trigger_id, view });
  });
}

const ana = () => stack.local.as('ana');

/** What the local Slack was answered last. */
function lastAnswer() {
  const attempt = stack.local.pushes().at(-1)?.attempts.at(-1);
  return { status: attempt?.status, answer: attempt?.answer };
}

async function submitPoll(values = { question: 'Lunch?', options: 'pizza' }) {
  await ana().shortcut('go');
  const opened = await stack.local.waitForView('ana');
  return ana().submit(opened, values);
}

const shown = () => stack.local.as('ana').view();
const textsOf = (blocks: unknown) =>
  [...JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
async function metric(sidecar: Sidecar, line: string): Promise<boolean> {
  return (await (await fetch(`${sidecar.opsUrl}/metrics`)).text()).includes(line);
}

describe('in time', () => {
  test('a command is answered by the app at the other replica', async () => {
    await start();
    app.command('/ask', async ({ reply }) => void (await reply({ text: 'Hi', blocks: [] })));
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer()).toMatchObject({ status: 200, answer: { text: 'Hi', blocks: [] } });
    await until(() => stack.local.ephemerals('ana').some(({ text }) => text === 'Hi'));
  });

  test('errors stand at the fields of the modal', async () => {
    await start();
    app.view('poll', ({ reply }) => reply({ response_action: 'errors', errors: { options: 'Too few' } }));
    await app.start();
    expect(await submitPoll()).toMatchObject({ ok: false, errors: { options: 'Too few' } });
  });

  test('a menu’s question is answered', async () => {
    await start();
    app.options('city', ({ reply }) =>
      reply({ options: [{ text: { type: 'plain_text', text: 'Rome' }, value: 'r' }] }),
    );
    app.command('/city', ({ say }) => say({ text: 'City?', blocks: [CITY] }));
    await app.start();
    await ana().command('/city');
    const message = await stack.local.waitForMessage(({ text }) => text === 'City?');
    const offer = await ana().suggest(message, { action_id: 'city' }, 'r');
    expect(offer.options).toMatchObject([{ value: 'r' }]);
  });

  test('a handler that ends without a reply answers empty at once', async () => {
    await start();
    app.command('/ask', () => {});
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer()).toMatchObject({ status: 200, answer: undefined });
  });

  test('a handler that throws leaves the request waiting for the next attempt', async () => {
    await start({ HAVOC_REPLY_BUDGET_MS: '2900' });
    const attempts: number[] = [];
    app.command('/ask', async ({ reply, delivery }) => {
      attempts.push(delivery.attempt);
      if (delivery.attempt === 1) throw new Error('not yet');
      await reply('Now');
    });
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer()).toMatchObject({ status: 200, answer: { text: 'Now' } });
    expect(attempts).toEqual([1, 2]);
  });

  test('the sidecars know of each other', async () => {
    await start();
    await app.start();
    await until(() => metric(other, 'havoc_replicas 2'));
    await until(() => metric(stack.sidecar(), 'havoc_replicas 2'));
    expect(await (await fetch(`${other.opsUrl}/readyz`)).json()).toMatchObject({ replicas: '2' });
  });
});

const CITY = {
  type: 'actions' as const,
  elements: [{ type: 'external_select' as const, action_id: 'city', min_query_length: 0 }],
};

describe('too late', () => {
  test('a command is told the configured text, and then the reply, and its handler knows', async () => {
    await start({ HAVOC_FALLBACK_COMMAND_TEXT: 'A moment…' });
    const inTime: boolean[] = [];
    app.command('/ask', async ({ reply }) => {
      await slowly;
      inTime.push(await reply('At last'));
    });
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer()).toMatchObject({ status: 200, answer: { text: 'A moment…' } });
    goOn();
    await stack.local.waitForMessage(({ text }) => text === 'At last');
    expect(stack.local.ephemerals('ana').map(({ text }) => text)).toEqual(['A moment…', 'At last']);
    expect(inTime).toEqual([false]);
    await until(() =>
      metric(stack.sidecar(), 'havoc_late_replies_total{kind="command",outcome="applied"} 1'),
    );
  });

  test('an attempt after the time says so', async () => {
    await start({ HAVOC_REPLY_BUDGET_MS: '700' });
    const replyBys: (number | undefined)[] = [];
    const late = new Promise<number>((resolve) => {
      app.command('/ask', ({ delivery }) => {
        replyBys.push(delivery.replyBy?.getTime());
        if (delivery.attempt > 1 && Date.now() >= (delivery.replyBy?.getTime() ?? Infinity))
          resolve(delivery.attempt);
        else throw new Error('not yet');
      });
    });
    await app.start();
    await ana().command('/ask');
    expect(await late).toBe(replyBys.length);
    expect(new Set(replyBys)).toEqual(new Set([expect.any(Number)]));
  });

  test('a menu shows nothing, and its late options are dropped and counted', async () => {
    await start({ HAVOC_REPLY_BUDGET_MS: '200' });
    app.options('city', async ({ reply }) => {
      await slowly;
      await reply({ options: [] });
    });
    app.command('/city', ({ say }) => say({ text: 'City?', blocks: [CITY] }));
    await app.start();
    await ana().command('/city');
    const message = await stack.local.waitForMessage(({ text }) => text === 'City?');
    const offer = await ana().suggest(message, { action_id: 'city' }, 'r');
    expect(offer.options).toEqual([]);
    goOn();
    await until(() =>
      metric(stack.sidecar(), 'havoc_late_replies_total{kind="block_suggestion",outcome="dropped"} 1'),
    );
  });

  test('a modal closes, and what comes for it later is dropped and counted', async () => {
    await start({ HAVOC_REPLY_BUDGET_MS: '200' });
    slowView({ response_action: 'update', view: next });
    await app.start();
    expect(await submitPoll()).toMatchObject({ ok: true });
    await stack.local.waitForNoView('ana');
    goOn();
    await until(() =>
      metric(stack.sidecar(), 'havoc_late_replies_total{kind="view_submission",outcome="dropped"} 1'),
    );
    expect(stack.local.calls('views.update')).toEqual([]);
  });
});

type ViewReply = Parameters<Parameters<Parameters<Havoc['view']>[1]>[0]['reply']>[0];
function slowView(answer?: ViewReply, { replies = true } = {}): void {
  app.view('poll', async ({ reply }) => {
    await slowly;
    if (replies) await reply(answer);
  });
}

describe('too late for a modal that stays open with an error', () => {
  const HAVOC_FALLBACK_VIEW = 'error';

  test.each([
    ['the first input', {}, 'question'],
    ['the named one', { HAVOC_FALLBACK_VIEW_BLOCK: 'options' }, 'options'],
  ])('the error stands on %s, and a late update takes its place', async (_which, change, block) => {
    await start({ HAVOC_FALLBACK_VIEW, HAVOC_REPLY_BUDGET_MS: '300', ...change });
    slowView({ response_action: 'update', view: next });
    await app.start();
    expect(await submitPoll()).toMatchObject({ ok: false, errors: { [block]: WAIT } });
    goOn();
    const updated = await stack.local.waitForView('ana', ({ callback_id }) => callback_id === 'next');
    expect(textsOf(updated.blocks)).toEqual(['Next']);
  });

  test('late errors stand under their fields, and what was filled in is still there', async () => {
    await start({ HAVOC_FALLBACK_VIEW, HAVOC_FALLBACK_VIEW_TEXT: 'Wait.', HAVOC_REPLY_BUDGET_MS: '300' });
    slowView({ response_action: 'errors', errors: { options: 'Too few' } });
    await app.start();
    expect(await submitPoll()).toMatchObject({ ok: false, errors: { question: 'Wait.' } });
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => blocks.length === 3);
    expect(shown().blocks.map(({ type }) => type)).toEqual(['input', 'input', 'context']);
    expect(textsOf(shown().blocks).at(-1)).toBe('⚠️ Too few');
    expect(shown().state.values).toMatchObject({
      question: { value: { value: 'Lunch?' } },
      options: { value: { value: 'pizza' } },
    });
  });

  test('a push that comes while the trigger lives lies on it', async () => {
    await start({ HAVOC_FALLBACK_VIEW, HAVOC_REPLY_BUDGET_MS: '300' });
    slowView({ response_action: 'push', view: next });
    await app.start();
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ callback_id }) => callback_id === 'next');
    expect(ana().views()).toHaveLength(2);
  });

  test.each([
    ['an end without a reply', () => slowView(undefined, { replies: false })],
    ['an empty reply', () => slowView()],
    ['a clear', () => slowView({ response_action: 'clear' })],
  ])('%s says that it can be closed', async (_what, handle) => {
    await start({ HAVOC_FALLBACK_VIEW, HAVOC_REPLY_BUDGET_MS: '300' });
    handle();
    await app.start();
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => textsOf(blocks).includes(OVER));
    expect(shown().submit).toBeNull();
  });

  test('one that the person has changed meanwhile is left alone, and one that they closed too', async () => {
    await start({ HAVOC_FALLBACK_VIEW, HAVOC_REPLY_BUDGET_MS: '300' });
    slowView({ response_action: 'update', view: next });
    await app.start();
    await submitPoll();
    await ana().closeView(shown());
    goOn();
    await until(() =>
      metric(stack.sidecar(), 'havoc_late_replies_total{kind="view_submission",outcome="dropped"} 1'),
    );
    expect(ana().views()).toEqual([]);
  });
});

describe('too late for a modal in whose place another waits', () => {
  const environment = { HAVOC_FALLBACK_VIEW: 'update', HAVOC_REPLY_BUDGET_MS: '300' };

  test.each([
    ['an update', { response_action: 'update', view: next } as const],
    ['a push', { response_action: 'push', view: next } as const],
  ])('%s takes the place of the one that waits', async (_what, answer) => {
    await start(environment);
    slowView(answer);
    await app.start();
    expect(await submitPoll()).toMatchObject({ ok: true });
    expect(textsOf(shown().blocks)).toEqual([WAIT]);
    expect(shown().submit).toBeNull();
    goOn();
    await stack.local.waitForView('ana', ({ callback_id }) => callback_id === 'next');
    expect(ana().views()).toHaveLength(1);
  });

  test('errors bring back the form with what was filled in', async () => {
    await start(environment);
    slowView({ response_action: 'errors', errors: { question: 'Too short' } });
    await app.start();
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => blocks.length === 3);
    expect(shown().blocks.map(({ type }) => type)).toEqual(['input', 'context', 'input']);
    expect(shown().state.values).toMatchObject({
      question: { value: { value: 'Lunch?' } },
      options: { value: { value: 'pizza' } },
    });
  });

  test('an end without a reply says that it can be closed', async () => {
    await start(environment);
    slowView(undefined, { replies: false });
    await app.start();
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => textsOf(blocks).includes(OVER));
    expect(ana().views()).toHaveLength(1);
  });
});
