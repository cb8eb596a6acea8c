import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.stop());

async function ready(): Promise<object> {
  const answer = await fetch(`${stack.sidecar().opsUrl}/readyz`);
  return Object.assign({ status: answer.status }, await answer.json());
}

test('is ready once all is up, and not while what is in flight is waited for', async () => {
  expect(await ready()).toMatchObject({ status: 200, ready: true, database: 'ok' });
  let finish = () => {};
  const handled = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let isHandling = false;
  const app = stack.createApp();
  app.event('app_mention', async () => {
    isHandling = true;
    await handled;
  });
  await app.start();
  await stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> hello`);
  await until(() => isHandling);
  const stopped = stack.sidecar().stop();
  expect(await ready()).toMatchObject({ status: 503, ready: false });
  expect((await fetch(`${stack.sidecar().opsUrl}/livez`)).status).toBe(200);
  finish();
  await stopped;
  expect(await stack.outcomes()).toContain('settled');
});

test('shows what it counted', async () => {
  await fetch(`${stack.sidecar().publicUrl}/made/up`);
  const metrics = await (await fetch(`${stack.sidecar().opsUrl}/metrics`)).text();
  expect(metrics).toContain('havoc_incoming_total{kind="other",outcome="refused: request.path"} 1');
});
