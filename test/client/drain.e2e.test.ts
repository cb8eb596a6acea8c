import { once } from 'node:events';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.stop());

/** Starts an app that counts how often it handles each mention. It first looks up a user, which takes a moment. */
async function startApp(counts: Map<string, number>) {
  const app = stack.createApp({ concurrency: 20 });
  app.event('app_mention', async ({ event, user, entities }) => {
    await entities.getUser(user.id);
    counts.set(event.text, (counts.get(event.text) ?? 0) + 1);
  });
  await app.start();
  return app;
}

test('when one app stops and another takes over, every event is handled once', async () => {
  const counts = new Map<string, number>();
  const { local } = stack;
  const mention = async (from: number, to: number) => {
    for (let n = from; n < to; n++) await local.as('ana').post('#general', `<@${local.botUserId}> ${n}`);
  };
  let app = await startApp(counts);
  for (let round = 0; round < 5; round++) {
    await mention(round * 20, round * 20 + 20);
    await until(() => counts.size > round * 20 + 3);
    await app.stop();
    app = await startApp(counts);
  }
  await until(() => counts.size === 100);
  await until(async () => (await stack.outcomes()).filter((outcome) => outcome === 'settled').length >= 100);
  expect([...counts].filter(([, times]) => times > 1)).toEqual([]);
});

test('while one app stops, another one answers Slack', async () => {
  const { local } = stack;
  await local.configure({ commands: ['/who'] });
  const answer = (name: string) => {
    const app = stack.createApp({ concurrency: 20 });
    app.command('/who', ({ reply }) => reply(name));
    return app;
  };
  const leaving = answer('leaving');
  const busy = new AbortController();
  let isBusy = false;
  leaving.event('app_mention', async ({ delivery }) => {
    isBusy = true;
    await once(AbortSignal.any([busy.signal, delivery.signal]), 'abort');
  });
  await leaving.start();
  await local.as('ana').post('#general', `<@${local.botUserId}> keeps it busy`);
  await until(() => isBusy);
  await answer('staying').start();
  const stopping = leaving.stop();
  for (let n = 0; n < 5; n++) await local.as('ana').command('/who', `${n}`, '#general');
  await until(() => local.ephemerals('ana').length === 5);
  expect(local.ephemerals('ana').map(({ text }) => text)).toEqual(Array(5).fill('staying'));
  busy.abort();
  await stopping;
});
