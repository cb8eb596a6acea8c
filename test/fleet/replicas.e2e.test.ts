import { until } from '../support/until.js';
import { metric, type Replicas, setUpReplicas } from './two-replicas.js';

const start = setUpReplicas();

/** The last answer to the local Slack. */
function lastAnswer({ local }: Replicas['stack']) {
  const attempt = local.pushes().at(-1)?.attempts.at(-1);
  return { status: attempt?.status, answer: attempt?.answer };
}

const CITY = {
  type: 'actions' as const,
  elements: [{ type: 'external_select' as const, action_id: 'city', min_query_length: 0 }],
};

/** The whole time that Slack allows, because a busy machine may need most of it. */
const IN_TIME = { HAVOC_REPLY_BUDGET_MS: '2900' };

describe('in time', () => {
  test('the app at the other replica answers a command', async () => {
    const { stack, app, ana } = await start(IN_TIME);
    app.command('/ask', async ({ reply }) => void (await reply({ text: 'Hi', blocks: [] })));
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer(stack)).toMatchObject({ status: 200, answer: { text: 'Hi', blocks: [] } });
    await until(() => stack.local.ephemerals('ana').some(({ text }) => text === 'Hi'));
  });

  test('errors are shown at the fields of the modal', async () => {
    const { app, submitPoll } = await start(IN_TIME);
    app.view('poll', ({ reply }) => reply({ response_action: 'errors', errors: { options: 'Too few' } }));
    await app.start();
    expect(await submitPoll()).toMatchObject({ ok: false, errors: { options: 'Too few' } });
  });

  test('a menu gets its options', async () => {
    const { stack, app, ana } = await start(IN_TIME);
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

  test('when a handler ends without a reply, Slack gets an empty answer at once', async () => {
    const { stack, app, ana } = await start(IN_TIME);
    app.command('/ask', () => {});
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer(stack)).toMatchObject({ status: 200, answer: undefined });
  });

  test('after a handler throws, the request waits for the next attempt', async () => {
    const { stack, app, ana } = await start(IN_TIME);
    const attempts: number[] = [];
    app.command('/ask', async ({ reply, delivery }) => {
      attempts.push(delivery.attempt);
      if (delivery.attempt === 1) throw new Error('not yet');
      await reply('Now');
    });
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer(stack)).toMatchObject({ status: 200, answer: { text: 'Now' } });
    expect(attempts).toEqual([1, 2]);
  });

  test('the sidecars know each other', async () => {
    const { stack, other, app } = await start(IN_TIME);
    await app.start();
    await until(() => metric(other, 'havoc_replicas 2'));
    await until(() => metric(stack.sidecar(), 'havoc_replicas 2'));
    expect(await (await fetch(`${other.opsUrl}/readyz`)).json()).toMatchObject({ replicas: '2' });
  });
});

describe('too late', () => {
  test('a command gets the configured text, then the reply, and its handler learns that it was late', async () => {
    const { stack, app, slowly, goOn, ana } = await start({ HAVOC_FALLBACK_COMMAND_TEXT: 'A moment…' });
    const inTime: boolean[] = [];
    app.command('/ask', async ({ reply }) => {
      await slowly;
      inTime.push(await reply('At last'));
    });
    await app.start();
    await ana().command('/ask');
    expect(lastAnswer(stack)).toMatchObject({ status: 200, answer: { text: 'A moment…' } });
    goOn();
    await stack.local.waitForMessage(({ text }) => text === 'At last');
    expect(stack.local.ephemerals('ana').map(({ text }) => text)).toEqual(['A moment…', 'At last']);
    expect(inTime).toEqual([false]);
    await until(() =>
      metric(stack.sidecar(), 'havoc_late_replies_total{kind="command",outcome="applied"} 1'),
    );
  });

  test('an attempt after the deadline sees a replyBy in the past', async () => {
    const { app, ana } = await start({ HAVOC_REPLY_BUDGET_MS: '700' });
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

  test('a menu shows no options, and late options are dropped and counted', async () => {
    const { stack, app, slowly, goOn, ana } = await start({ HAVOC_REPLY_BUDGET_MS: '200' });
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
});
