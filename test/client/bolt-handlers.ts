import type { App } from '@slack/bolt';

/** Handlers from Bolt's guides. bolt-handlers.test.ts compiles them with our client in place of Bolt. */
export function listen(app: App): void {
  app.message('hello', async ({ message, say }) => {
    if (message.subtype !== undefined) return;
    await say({
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `Hey there <@${message.user}>!` },
          accessory: {
            type: 'button',
            text: { type: 'plain_text', text: 'Click Me' },
            action_id: 'button_click',
          },
        },
      ],
      text: `Hey there <@${message.user}>!`,
    });
  });
  app.message(/^(hi|hello|hey).*/, async ({ context, say }) => {
    const greeting = context.matches?.[0];
    await say(`${greeting}, how are you?`);
  });
  app.message(async ({ message, client, logger }) => {
    try {
      await client.reactions.add({ channel: message.channel, timestamp: message.ts, name: 'wave' });
    } catch (error) {
      logger.error(error);
    }
  });

  app.action('button_click', async ({ body, ack, respond }) => {
    await ack();
    await respond(`<@${body.user.id}> clicked the button`);
  });
  app.action(
    { action_id: 'select_user', block_id: 'assign_ticket' },
    async ({ body, client, ack, logger }) => {
      await ack();
      if (body.type !== 'block_actions' || !body.message || !body.channel) return;
      const result = await client.reactions.add({
        name: 'white_check_mark',
        timestamp: body.message.ts,
        channel: body.channel.id,
      });
      logger.info(result);
    },
  );
  app.action('approve_button', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'Approved' });
  });
  app.action('open_modal', async ({ ack, body, action, client }) => {
    await ack();
    if (body.type !== 'block_actions' || action.type !== 'button') return;
    await client.views.push({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        private_metadata: action.value,
        title: { type: 'plain_text', text: 'More' },
        blocks: [],
      },
    });
  });

  app.command('/echo', async ({ command, ack, respond }) => {
    await ack();
    await respond(`${command.text}`);
  });
  app.command('/ticket', async ({ ack, body, client, logger }) => {
    await ack();
    try {
      const result = await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'view_1',
          title: { type: 'plain_text', text: 'Modal title' },
          blocks: [
            {
              type: 'input',
              block_id: 'input_c',
              label: { type: 'plain_text', text: 'What are your hopes and dreams?' },
              element: { type: 'plain_text_input', action_id: 'dreamy_input', multiline: true },
            },
          ],
          submit: { type: 'plain_text', text: 'Submit' },
        },
      });
      logger.info(result.view?.id);
    } catch (error) {
      logger.error(error);
    }
  });
  app.command('/refuse', async ({ ack }) => {
    await ack({ response_type: 'ephemeral', text: 'Not today' });
  });

  app.view('view_1', async ({ ack, body, view, client, logger }) => {
    await ack();
    const user = body.user.id;
    const text = view.state.values.input_c?.dreamy_input?.value ?? '';
    try {
      const posted = await client.chat.postMessage({ channel: user, text, metadata: undefined });
      logger.info(posted.ts);
    } catch (error) {
      logger.error(error);
    }
  });
  app.view('view_2', async ({ ack, view }) => {
    if (!view.private_metadata) {
      await ack({ response_action: 'errors', errors: { input_c: 'Say more' } });
      return;
    }
    await ack({
      response_action: 'update',
      view: { type: 'modal', title: { type: 'plain_text', text: 'Done' }, blocks: [] },
    });
  });
  app.view({ callback_id: 'view_3', type: 'view_closed' }, async ({ ack, body, client }) => {
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: `Closed ${body.view.callback_id}` });
  });

  app.event('team_join', async ({ event, client, logger }) => {
    const result = await client.chat.postMessage({ channel: 'C1', text: `Welcome <@${event.user.id}>` });
    logger.info(result);
  });
}
