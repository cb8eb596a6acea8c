import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { quiet } from './support/quiet.js';

const text = (value: string) => ({ type: 'plain_text' as const, text: value });

let local: LocalSlack;
let app: App;
let receiver: HTTPReceiver;

beforeEach(async () => {
  local = await startLocalSlack();
  receiver = new HTTPReceiver({
    signingSecret: local.signingSecret,
    logger: quiet,
    unhandledRequestTimeoutMillis: 100,
  });
  app = new App({
    token: local.botToken,
    receiver,
    logger: quiet,
    clientOptions: { slackApiUrl: local.apiUrl },
  });
  addListeners(app);
  const server = await receiver.start(0);
  const { port } = server.address() as AddressInfo;
  await local.configure({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
});
afterEach(async () => {
  await local.close();
  await receiver.stop();
});

/** A plain Bolt app that knows nothing of where it runs. */
function addListeners(bolt: App): void {
  bolt.event('app_mention', async ({ event, say, client }) => {
    const { user } = await client.users.info({ user: event.user ?? '' });
    await say({ text: `Hello ${user?.real_name}`, thread_ts: event.ts });
  });
  bolt.command('/poll', async ({ command, ack, client }) => {
    await ack({ response_type: 'ephemeral', text: `Asking: ${command.text}` });
    await client.chat.postMessage({
      channel: command.channel_id,
      text: command.text,
      blocks: [
        {
          type: 'actions',
          block_id: 'votes',
          elements: [
            { type: 'button', action_id: 'vote', value: 'yes', text: text('Yes') },
            { type: 'button', action_id: 'edit', text: text('Edit') },
          ],
        },
      ],
    });
  });
  bolt.action('vote', async ({ ack, respond, action, body }) => {
    await ack();
    const value = 'value' in action ? action.value : '';
    await respond({ replace_original: true, text: `${body.user.id} voted ${value}` });
  });
  bolt.action('edit', async ({ ack, client, body }) => {
    await ack();
    const trigger_id = 'trigger_id' in body ? body.trigger_id : '';
    await client.views.open({
      trigger_id,
      view: {
        type: 'modal',
        callback_id: 'poll_modal',
        title: text('Edit'),
        submit: text('Save'),
        notify_on_close: true,
        blocks: [
          {
            type: 'input',
            block_id: 'title',
            label: text('Title'),
            element: { type: 'plain_text_input', action_id: 'value' },
          },
          {
            type: 'input',
            block_id: 'food',
            label: text('Food'),
            optional: true,
            element: { type: 'external_select', action_id: 'pick', min_query_length: 0 },
          },
        ],
      },
    });
  });
  bolt.view('poll_modal', async ({ ack, view, client, body }) => {
    const title = view.state.values.title?.value?.value ?? '';
    if (title.length < 3) return ack({ response_action: 'errors', errors: { title: 'too short' } });
    await ack({ response_action: 'clear' });
    const food = view.state.values.food?.pick?.selected_option?.value;
    await client.chat.postMessage({ channel: body.user.id, text: `${title} with ${food}` });
  });
  bolt.options('pick', async ({ ack, options }) => {
    await ack({
      options: ['pizza', 'sushi'].map((one) => ({ text: text(`${one} ${options.value}`), value: one })),
    });
  });
  bolt.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'divider' }] },
    });
  });
}

async function openModal() {
  const ana = local.as('ana');
  await ana.command('/poll', 'Lunch?', '#general');
  const poll = await local.waitForMessage({ text: 'Lunch?' });
  await ana.click(poll, 'edit');
  return { ana, view: await local.waitForView('ana', { callback_id: 'poll_modal' }) };
}

test('a mention is answered in its thread', async () => {
  const { ts } = await local.as('ana').post('#general', 'hey @havoc, are you there?');
  const reply = await local.waitForMessage({ text: 'Hello Ana Ferreira' });
  expect(reply).toMatchObject({ thread_ts: ts, bot_id: local.botId, channel_name: '#general' });
});

test('a command is acknowledged to the person alone, and its message posted', async () => {
  expect(await local.as('ana').command('/poll', 'Lunch?', '#general')).toEqual({ ok: true });
  expect(local.ephemerals('ana')).toMatchObject([{ text: 'Asking: Lunch?' }]);
  expect(await local.waitForMessage({ text: 'Lunch?' })).toMatchObject({ channel_name: '#general' });
});

test('a button replaces its message through the response_url', async () => {
  await local.as('ana').command('/poll', 'Lunch?');
  const poll = await local.waitForMessage({ text: 'Lunch?' });
  expect(await local.as('ben').click(poll, 'Yes')).toEqual({ ok: true });
  const changed = await local.waitForMessage({ text: `${local.user('ben').id} voted yes` });
  expect(changed.ts).toBe(poll.ts);
  expect(changed.message).not.toHaveProperty('blocks');
});

test('a modal is opened, refused with an error, then cleared', async () => {
  const { ana, view } = await openModal();
  expect(await ana.submit(view, { title: 'x' })).toMatchObject({ ok: false, errors: { title: 'too short' } });
  expect(ana.view().id).toBe(view.id);
  expect(await ana.submit(view, { title: 'Dinner?' })).toEqual({ ok: true });
  await local.waitForNoView('ana');
  expect(await local.waitForMessage({ text: 'Dinner? with undefined' })).toMatchObject({
    channel: expect.stringMatching(/^D/),
  });
});

test('an external select is offered what the app has, and what is chosen is submitted', async () => {
  const { ana, view } = await openModal();
  expect(await ana.suggest(view, 'pick', 'hot')).toMatchObject({
    options: [{ text: { text: 'pizza hot' }, value: 'pizza' }, { value: 'sushi' }],
  });
  await ana.select(view, 'pick', 'sushi');
  await ana.submit(view, { title: 'Dinner?' });
  await local.waitForMessage({ text: 'Dinner? with sushi' });
});

test('a home is published when it is opened', async () => {
  await local.as('ana').openHome();
  expect(await local.waitForHome('ana')).toMatchObject({ type: 'home', blocks: [{ type: 'divider' }] });
});

test('what the app does not listen to is told to the person', async () => {
  const result = await local.as('ana').command('/unknown');
  expect(result).toMatchObject({ ok: false, error: 'dispatch_failed' });
  expect(result.text).toBe('/unknown failed with the error "dispatch_failed"');
});
