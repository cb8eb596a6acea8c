import type { Havoc } from '../../src/client/index.js';
import { metric, setUpReplicas } from '../fleet/two-replicas.js';
import { until } from '../support/until.js';

const start = setUpReplicas();

const title = { type: 'plain_text' as const, text: 'Poll' };
const section = (said: string) => ({ type: 'section', text: { type: 'plain_text', text: said } });
const next = { type: 'modal' as const, callback_id: 'next', title, blocks: [section('Next')] };
const update = { response_action: 'update' as const, view: next };
const push = { response_action: 'push' as const, view: next };
const WAIT = 'This takes a while. It was received: there is no need to submit it again.';
const OVER = 'This took longer than Slack waits. You can close this window.';

const textsOf = (blocks: unknown) =>
  [...JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);

type ViewReply = Parameters<Parameters<Parameters<Havoc['view']>[1]>[0]['reply']>[0];
/** Starts the stack, with an app that ends its handler, with or without a reply, when the test says so. */
async function startSlow(environment: Record<string, string>, answer: ViewReply | 'none') {
  const replicas = await start({ HAVOC_REPLY_BUDGET_MS: '300', ...environment });
  const { app, slowly, ana } = replicas;
  app.view('poll', async ({ reply }) => {
    await slowly;
    if (answer !== 'none') await reply(answer);
  });
  await app.start();
  return { ...replicas, shown: () => ana().view() };
}

test('a modal closes, and its late reply is dropped and counted', async () => {
  const { stack, goOn, submitPoll } = await startSlow({ HAVOC_REPLY_BUDGET_MS: '200' }, update);
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
  ])('the error is shown on %s, and a late update replaces the view', async (_which, change, block) => {
    const { stack, goOn, submitPoll } = await startSlow({ HAVOC_FALLBACK_VIEW, ...change }, update);
    expect(await submitPoll()).toMatchObject({ ok: false, errors: { [block]: WAIT } });
    goOn();
    const updated = await stack.local.waitForView('ana', ({ callback_id }) => callback_id === 'next');
    expect(textsOf(updated.blocks)).toEqual(['Next']);
  });

  test('late errors are shown under their fields, and the input is kept', async () => {
    const { stack, goOn, submitPoll, shown } = await startSlow(
      { HAVOC_FALLBACK_VIEW, HAVOC_FALLBACK_VIEW_TEXT: 'Wait.' },
      { response_action: 'errors', errors: { options: 'Too few' } },
    );
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

  test('a push while the trigger is valid opens a view on top', async () => {
    const { stack, goOn, ana, submitPoll } = await startSlow({ HAVOC_FALLBACK_VIEW }, push);
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ callback_id }) => callback_id === 'next');
    expect(ana().views()).toHaveLength(2);
  });

  test.each<[string, ViewReply | 'none']>([
    ['an end without a reply', 'none'],
    ['an empty reply', undefined],
    ['a clear', { response_action: 'clear' }],
  ])('after %s, the view says that it can be closed', async (_what, answer) => {
    const { stack, goOn, submitPoll, shown } = await startSlow({ HAVOC_FALLBACK_VIEW }, answer);
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => textsOf(blocks).includes(OVER));
    expect(shown().submit).toBeNull();
  });

  test('a late reply leaves a view that the person has changed or closed unchanged', async () => {
    const { stack, goOn, ana, submitPoll, shown } = await startSlow({ HAVOC_FALLBACK_VIEW }, update);
    await submitPoll();
    await ana().closeView(shown());
    goOn();
    await until(() =>
      metric(stack.sidecar(), 'havoc_late_replies_total{kind="view_submission",outcome="dropped"} 1'),
    );
    expect(ana().views()).toEqual([]);
  });
});

describe('too late for a modal that a waiting view has replaced', () => {
  const environment = { HAVOC_FALLBACK_VIEW: 'update' };

  test.each([
    ['an update', update],
    ['a push', push],
  ])('%s replaces the waiting view', async (_what, answer) => {
    const { stack, goOn, ana, submitPoll, shown } = await startSlow(environment, answer);
    expect(await submitPoll()).toMatchObject({ ok: true });
    expect(textsOf(shown().blocks)).toEqual([WAIT]);
    expect(shown().submit).toBeNull();
    goOn();
    await stack.local.waitForView('ana', ({ callback_id }) => callback_id === 'next');
    expect(ana().views()).toHaveLength(1);
  });

  test('errors restore the form with its input', async () => {
    const { stack, goOn, submitPoll, shown } = await startSlow(environment, {
      response_action: 'errors',
      errors: { question: 'Too short' },
    });
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => blocks.length === 3);
    expect(shown().blocks.map(({ type }) => type)).toEqual(['input', 'context', 'input']);
    expect(shown().state.values).toMatchObject({
      question: { value: { value: 'Lunch?' } },
      options: { value: { value: 'pizza' } },
    });
  });

  test('after a handler ends without a reply, the view says that it can be closed', async () => {
    const { stack, goOn, ana, submitPoll } = await startSlow(environment, 'none');
    await submitPoll();
    goOn();
    await stack.local.waitForView('ana', ({ blocks }) => textsOf(blocks).includes(OVER));
    expect(ana().views()).toHaveLength(1);
  });
});
