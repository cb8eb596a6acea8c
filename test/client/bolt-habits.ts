import type { App, BlockAction, ButtonAction, SlashCommand, ViewSubmitAction } from '@slack/bolt';
import type { GenericMessageEvent, KnownBlock, ModalView } from '@slack/types';

/** Handlers as apps write them. They use more fields than the handlers in Bolt's guides. */
export function listen(app: App): void {
  app.message(async ({ message, say, client }) => {
    if (message.subtype === 'message_changed') {
      await say({ text: `was ${message.previous_message.ts}`, thread_ts: message.message.ts });
      return;
    }
    if (message.subtype === 'bot_message') {
      await say(`A bot: ${message.bot_id} ${message.username ?? ''}`);
      return;
    }
    if (message.subtype === undefined) {
      const user: string = message.user;
      const names = message.files?.map(({ name }) => name).join(', ');
      const { user: found } = await client.users.info({ user });
      await say({ text: `${found?.profile?.email} ${names}`, thread_ts: message.thread_ts ?? message.ts });
    }
  });
  app.message('direct', async ({ message, event, context, say }) => {
    if (message.channel_type !== 'im' || event.subtype) return;
    await say(`${context.teamId} ${context.botUserId} ${context.isEnterpriseInstall}`);
  });

  app.action('selects', async ({ ack, action, payload, body, respond }) => {
    await ack();
    if (action.type === 'static_select') await respond(action.selected_option?.value ?? 'none');
    if (action.type === 'multi_users_select') await respond(action.selected_users.join(' '));
    if (action.type === 'datepicker') await respond(action.selected_date ?? 'none');
    if (action.type === 'checkboxes')
      await respond(action.selected_options.map(({ value }) => value).join(' '));
    if (action.type === 'overflow') await respond({ text: action.selected_option.text.text });
    if (payload.type === 'button' && 'action_id' in payload)
      await respond(`${payload.action_id} ${payload.block_id} ${payload.action_ts}`);
    if (body.type === 'block_actions')
      await respond(`${body.container.type} ${body.team?.id} ${body.response_url}`);
  });
  app.action('in_modal', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.view) return;
    const typed = body.view.state.values.title?.title_input?.value;
    await client.views.update({
      view_id: body.view.id,
      hash: body.view.hash,
      view: {
        type: 'modal',
        callback_id: body.view.callback_id,
        title: { type: 'plain_text', text: typed ?? '' },
        blocks: [
          {
            type: 'section',
            text: { type: 'mrkdwn', text: body.state?.values.a?.b?.selected_option?.text.text ?? '' },
          },
        ],
      },
    });
  });

  app.command('/remind', async ({ command, payload, ack, say, respond, client, context }) => {
    await ack();
    const [who = command.user_id, ...words] = command.text.trim().split(/\s+/);
    const { channel } = await client.conversations.open({ users: who });
    if (!channel?.id) {
      await respond({ response_type: 'ephemeral', text: `No way to ${who} from ${command.channel_name}` });
      return;
    }
    const { ts } = await client.chat.postMessage({ channel: channel.id, text: words.join(' ') });
    if (ts) await client.chat.update({ channel: channel.id, ts, text: 'changed' });
    await client.chat.postEphemeral({ channel: payload.channel_id, user: payload.user_id, text: 'Sent' });
    await client.chat.scheduleMessage({ channel: channel.id, text: 'later', post_at: 1_900_000_000 });
    await say({ text: `${command.team_id} ${command.enterprise_id} ${context.userId}`, blocks: [] });
    await respond({
      response_type: 'in_channel',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Done' } },
        { type: 'context', elements: [{ type: 'mrkdwn', text: command.command }] },
        { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Undo' } }] },
      ],
    });
  });

  app.view('everything', async ({ ack, view, body, client, payload }) => {
    const { values } = view.state;
    const person = values.who?.user?.selected_user;
    const people = values.who?.users?.selected_users ?? [];
    const when = `${values.when?.day?.selected_date} ${values.when?.hour?.selected_time}`;
    const chosen = values.what?.things?.selected_options?.map(({ value, text }) => value ?? text.text) ?? [];
    const one = values.what?.thing?.selected_option?.value;
    const where = values.where?.place?.selected_conversation ?? values.where?.place?.selected_channel;
    const errors: Record<string, string> = {};
    if (!person) errors.who = 'Choose a person';
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    await ack({ response_action: 'clear' });
    const { channel } = JSON.parse(view.private_metadata);
    await client.chat.postMessage({
      channel: where ?? channel,
      text: [body.user.name, body.team?.domain, payload.id, view.hash, when, one, ...people, ...chosen].join(
        ' ',
      ),
    });
    for (const [block, actions] of Object.entries(values))
      for (const [id, { type, value }] of Object.entries(actions))
        await client.chat.postMessage({ channel, text: `${block} ${id} ${type} ${value}` });
  });
  app.view('next', async ({ ack, view }) => {
    await ack({
      response_action: 'push',
      view: {
        type: 'modal',
        private_metadata: JSON.stringify({ from: view.root_view_id }),
        title: { type: 'plain_text', text: 'More' },
        close: { type: 'plain_text', text: 'Back' },
        notify_on_close: true,
        blocks: [
          {
            type: 'input',
            label: { type: 'plain_text', text: 'Which' },
            optional: true,
            element: {
              type: 'static_select',
              options: [{ text: { type: 'plain_text', text: 'One' }, value: '1' }],
            },
          },
        ],
      },
    });
  });

  app.shortcut('anywhere', async ({ shortcut, ack, client, logger }) => {
    await ack();
    const { view } = await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: { type: 'modal', title: { type: 'plain_text', text: 'Hello' }, blocks: [{ type: 'divider' }] },
    });
    logger.debug(view?.root_view_id, shortcut.callback_id, shortcut.user.id);
    if (shortcut.type !== 'message_action') return;
    const { permalink } = await client.chat.getPermalink({
      channel: shortcut.channel.id,
      message_ts: shortcut.message_ts,
    });
    logger.info(permalink, shortcut.message.text);
  });
  app.options('cities', async ({ options, ack }) => {
    await ack({
      options: [{ text: { type: 'plain_text', text: `${options.value} City` }, value: options.value }],
    });
  });

  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Welcome' } }] },
    });
  });
  app.event('reaction_added', async ({ event, client, say }) => {
    const { channel, ts } = event.item;
    const { messages } = await client.conversations.history({
      channel,
      latest: ts,
      inclusive: true,
      limit: 1,
    });
    await say(`${event.user} ${event.reaction} ${event.item_user} ${messages?.[0]?.text}`);
  });
  app.event('app_mention', async ({ event, say, body }) => {
    await say({
      text: `${event.text} ${body.event_id} ${body.team_id}`,
      thread_ts: event.thread_ts ?? event.ts,
    });
  });
  app.event('link_shared', async ({ event, client }) => {
    const unfurls = Object.fromEntries(event.links.map(({ url }) => [url, { text: 'a page' }]));
    await client.chat.unfurl({ channel: event.channel, ts: event.message_ts, unfurls });
  });
  app.event('channel_created', async ({ event, client }) => {
    await client.conversations.join({ channel: event.channel.id });
  });
  app.event('member_joined_channel', async ({ event, client }) => {
    await client.chat.postEphemeral({ channel: event.channel, user: event.user, text: `${event.inviter}` });
  });

  app.message('cast', async ({ message, say }) => {
    const { user, text } = message as GenericMessageEvent;
    await say(`<@${user}> said ${text}`);
  });
  app.action('cast', async ({ action, body, ack, client }) => {
    await ack();
    const { value } = action as ButtonAction;
    const { trigger_id, message, channel } = body as BlockAction;
    const blocks: KnownBlock[] = [{ type: 'section', text: { type: 'plain_text', text: value ?? '' } }];
    if (channel && message)
      await client.chat.update({ channel: channel.id, ts: message.ts, blocks, text: '' });
    await client.views.open({ trigger_id, view: modalOf(blocks) });
  });
  app.command('/cast', async ({ command, ack, client }) => {
    await ack(greet(command));
    await client.views.open({ trigger_id: command.trigger_id, view: modalOf([]) });
  });
  app.view('cast', async ({ ack, body, logger }) => {
    await ack({ response_action: 'update', view: modalOf([]) });
    logger.info(firstOf(body as ViewSubmitAction));
  });

  app.use(async ({ next, context, payload, logger }) => {
    logger.debug(context.teamId, payload);
    await next();
  });
  app.error(async (error) => {
    console.error(error.message);
  });
}

function modalOf(blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: { type: 'plain_text', text: 'Modal' }, blocks };
}

function greet({ user_id, text }: SlashCommand): string {
  return `<@${user_id}> ${text}`;
}

function firstOf({ view }: ViewSubmitAction): string | null | undefined {
  return view.state.values.a?.b?.value;
}
