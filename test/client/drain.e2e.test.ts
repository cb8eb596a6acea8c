import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.stop());

/** Asks who mentioned it, which takes a moment, and counts how often each mention was handled. */
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
  await until(() => counts.size === 100, 20_000);
  await until(async () => (await stack.outcomes()).filter((outcome) => outcome === 'settled').length >= 100);
  expect([...counts].filter(([, times]) => times > 1)).toEqual([]);
});
