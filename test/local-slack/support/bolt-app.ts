import { App, type Receiver } from '@slack/bolt';
import type { LocalSlack } from '../../../src/local-slack/index.js';
import { quiet } from './quiet.js';

const text = (value: string) => ({ type: 'plain_text' as const, text: value });

/** A plain Bolt app. Its listeners do not depend on the local Slack. */
export function createBoltApp(local: LocalSlack, receiver: Receiver): App {
  const app = new App({
    token: local.botToken,
    receiver,
    logger: quiet,
    clientOptions: { slackApiUrl: local.apiUrl },
  });
  addListeners(app);
  return app;
}

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
  bolt.view({ callback_id: 'poll_modal', type: 'view_closed' }, async ({ ack, client, body }) => {
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: 'Never mind.' });
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
