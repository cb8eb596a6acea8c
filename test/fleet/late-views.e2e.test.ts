import type { Havoc } from '../../src/client/index.js';
import { until } from '../support/until.js';
import { metric, type Replicas, startReplicas } from './two-replicas.js';

let replicas: Replicas;
let stack: Replicas['stack'];
let app: Replicas['app'];
let slowly: Replicas['slowly'];
let goOn: Replicas['goOn'];
let ana: Replicas['ana'];
let submitPoll: Replicas['submitPoll'];

async function start(environment?: Record<string, string>): Promise<void> {
  replicas = await startReplicas(environment);
  ({ stack, app, slowly, goOn, ana, submitPoll } = replicas);
}

afterEach(() => replicas.stop());

const title = { type: 'plain_text' as const, text: 'Poll' };
const section = (said: string) => ({ type: 'section', text: { type: 'plain_text', text: said } });
const next = { type: 'modal' as const, callback_id: 'next', title, blocks: [section('Next')] };
const WAIT = 'This takes a while. It was received: there is no need to submit it again.';
const OVER = 'This took longer than Slack waits. You can close this window.';

const shown = () => stack.local.as('ana').view();
const textsOf = (blocks: unknown) =>
  [...JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);

type ViewReply = Parameters<Parameters<Parameters<Havoc['view']>[1]>[0]['reply']>[0];
function slowView(answer?: ViewReply, { replies = true } = {}): void {
  app.view('poll', async ({ reply }) => {
    await slowly;
    if (replies) await reply(answer);
  });
}

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
