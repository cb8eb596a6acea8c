import { runCommand } from './process.js';
import { startStack } from './stack.js';

const slack = {
  seed: {
    team: { name: 'Lighthouse', domain: 'lighthouse' },
    people: [{ name: 'ana', real_name: 'Ana Ferreira' }],
    channels: [{ name: 'general', with_bot: true }],
    apps: [{ name: 'Poll' }, { name: 'Todo' }],
  },
};

test('a stack fails its test if a secret is in anything that it or an app has written', async () => {
  const stack = await startStack({ slack });
  const { local } = stack;
  const left = local.secrets();
  const planted: { name: string; sink: string }[] = [];
  /** Returns a secret that is planted nowhere else. */
  const plant = (...sinks: string[]) => {
    const { name = '', value = '' } = left.shift() ?? {};
    planted.push(...sinks.map((sink) => ({ name, sink })));
    return value;
  };
  const app = stack.createApp({
    name: plant('the log of the sidecar', 'the connection, from the app to the sidecar'),
  });
  app.command('/ask', async ({ log, reply, slack, channel }) => {
    log.info({ err: new Error('Failed', { cause: { secret: plant('the log of the app') } }) });
    await slack.chat.postMessage({
      channel: channel?.id ?? '',
      text: plant('the table havoc_internal.traffic', 'the connection, from the sidecar to the app'),
    });
    await reply(plant('an answer to Slack or to a browser'));
  });
  await app.start();
  expect(await local.as('ana').command('/ask')).toMatchObject({ ok: true });
  const error = plant('the connection, from the sidecar to the app');
  local.fail('team.info', { error });
  await expect(app.slack.team.info({})).rejects.toMatchObject({ code: error });
  await app.slack.chat.postMessage({
    channel: local.channel('general').id,
    text: plant('the table havoc_internal.ledger_message'),
  });
  await fetch(`${stack.sidecar().opsUrl}/${plant('an answer to operators')}`);
  await runCommand(['node', '-p', JSON.stringify(plant('the output of a process'))]).exited;

  const [stopped] = await Promise.allSettled([stack.stop()]);
  const message = String((stopped as PromiseRejectedResult).reason);
  for (const { name, sink } of planted) expect(message).toContain(`${name} (plain) is in ${sink}`);
});

test('a stack without leaks stops', async () => {
  const stack = await startStack();
  await stack.createApp().slack.auth.test({});
  expect(stack.logged()).toContain('havoc is up');
  await expect(stack.stop()).resolves.toBeUndefined();
});
