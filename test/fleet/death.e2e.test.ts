import { run, type TestProcess } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

/** Slack calls a sidecar in a separate process, which a test can kill. The app is connected to another sidecar. */
let stack: Stack;
let asked: TestProcess;

beforeEach(async () => {
  stack = await startStack();
  const { config, local } = stack;
  asked = run('dist/cli/bin.js', ['serve'], {
    DATABASE_URL: config.DATABASE_URL,
    SLACK_SIGNING_SECRET: local.signingSecret,
    SLACK_BOT_TOKEN: local.botToken,
    SLACK_API_URL: local.apiUrl,
    HAVOC_ADDRESS: config.HAVOC_ADDRESS.replace('havoc.sock', 'asked.sock'),
    HAVOC_HTTP_HOST: '127.0.0.1',
    HAVOC_HTTP_PORT: '0',
    HAVOC_OPS_HOST: '127.0.0.1',
    HAVOC_OPS_PORT: '0',
  });
  const up = JSON.parse(await asked.line(/havoc is up/));
  await local.configure({ requestUrl: `${up.public}/slack/events` });
});

afterEach(async () => {
  await asked.end('SIGKILL');
  await stack.stop();
});

test('when the sidecar that Slack called dies, the app’s reply still reaches the person', async () => {
  const app = stack.createApp();
  let isHandling = false;
  app.command('/ask', async ({ reply }) => {
    isHandling = true;
    await asked.end('SIGKILL');
    await reply('All the same');
  });
  await app.start();
  const given = stack.local.as('ana').command('/ask');
  await until(() => isHandling);
  expect(await given).toMatchObject({ ok: false });
  await stack.local.waitForMessage(({ text }) => text === 'All the same', { timeoutMs: 15_000 });
});

test('when the sidecar that Slack called stops, it answers first, and the other replica learns that it has left', async () => {
  const app = stack.createApp();
  app.command('/ask', async ({ reply }) => {
    asked.kill('SIGTERM');
    await reply('Just in time');
  });
  await app.start();
  await until(async () => (await replicas()) === '2');
  expect(await stack.local.as('ana').command('/ask')).toMatchObject({ ok: true });
  await stack.local.waitForMessage(({ text }) => text === 'Just in time');
  expect((await asked.exited).code).toBe(0);
  await until(async () => (await replicas()) === '1', 2_000);
});

/** The number of replicas that the sidecar knows, including itself. */
async function replicas(): Promise<string | undefined> {
  const answer = await fetch(`${stack.sidecar().opsUrl}/readyz`);
  return /"replicas":"(\d+)"/.exec(await answer.text())?.[1];
}
