import type { KnownBlock, View as OfficialView } from '@slack/types';
import { pino } from 'pino';
import { Havoc, type Log } from '../../src/client/index.js';
import { createLogger } from '../../src/log/index.js';

/** The compiler does the checks: handlers as users write them must have the types that the contract declares. */
test('handlers as in the README and as in a Bolt app have correct types', async () => {
  const havoc = new Havoc({ address: 'unix:/nowhere.sock' });
  const blocks: KnownBlock[] = [{ type: 'divider' }];
  const modal: OfficialView = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks };

  havoc.event('app_mention', async ({ event, user, channel, slack, say }) => {
    await slack.chat.postMessage({
      channel: channel.id,
      text: `Hello ${user.real_name}`,
      thread_ts: event.ts,
      blocks,
    });
    const { ts } = await say('hi');
    await say({ text: `posted ${ts?.toUpperCase()}`, blocks });
  });
  havoc.event('message', async ({ message }) => {
    const text: string | undefined = message.subtype === undefined ? message.text : message.subtype;
    return text;
  });
  havoc.event('assistant_thread_started', async ({ user, channel }) => `${user.id} ${channel.id}`);
  havoc.event('file_shared', async ({ user, channel }) => `${user.id} ${channel.id}`);
  havoc.event('reaction_added', async ({ user, channel }) => `${user.id} ${channel.id}`);
  // @ts-expect-error: the message with the link may not be sent yet
  havoc.event('link_shared', async ({ channel }) => channel.id);
  // @ts-expect-error: the event does not name a user
  havoc.event('team_rename', async ({ user }) => user.id);
  havoc.event(/^team_/, async ({ event }) => event.type);
  havoc.message('hello', async ({ message, context }) => [message.ts, context.matches]);
  havoc.command('/poll', async ({ command, ack, respond, user }) => {
    await ack({ text: command.text, blocks });
    await respond({ replace_original: true, text: user.id });
  });
  havoc.action('vote', async ({ action, body, ack, client }) => {
    await ack();
    if (action.type === 'button') await client.views.open({ trigger_id: body.trigger_id, view: modal });
  });
  havoc.action({ type: 'interactive_message', callback_id: /x/ }, async ({ body }) => body.callback_id);
  havoc.view('poll_modal', async ({ view, reply }) => {
    const value: string | null | undefined = view.state.values.title?.text?.value;
    await reply({ response_action: 'errors', errors: { title: value ?? 'too short' } });
    await reply({ response_action: 'update', view: modal });
  });
  havoc.view({ type: 'view_closed', callback_id: 'x' }, async ({ body }) => body.is_cleared);
  havoc.shortcut({ type: 'message_action', callback_id: 'x' }, async ({ shortcut }) => shortcut.message.ts);
  havoc.options('city', async ({ options, reply }) =>
    reply({ options: [{ text: { type: 'plain_text', text: options.value }, value: '1' }] }),
  );
  havoc.use(async ({ next, context, event }) => {
    context.found = event?.type;
    await next();
  });
  havoc.error(async (error, { log }) => log.error({ err: error }, 'oh'));

  const logs: Log[] = [console, pino({ level: 'silent' }), createLogger({ level: 'silent' })];
  expect(logs).toHaveLength(3);
  // @ts-expect-error: Slack has no such method
  expect(havoc.slack.chat.shout).toBeUndefined();
  expect(havoc.connected).toBe(false);
  await havoc.stop();
});
