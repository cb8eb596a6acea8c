/** Types of @slack/types and @slack/web-api must fit the generated declarations. types.test.ts compiles this file. */
import type * as slack from '@slack/types';
import type * as web from '@slack/web-api';
import type { SlackEvents, SlackMethods, SlackPayloads } from '../../src/gen/havoc/slack/declarations.js';

declare const methods: SlackMethods;
declare const blocks: slack.KnownBlock[];
declare const anyBlocks: slack.AnyBlock[];
declare const attachments: slack.MessageAttachment[];
declare const modal: slack.ModalView;
declare const home: slack.HomeView;
declare const metadata: slack.MessageMetadata;
declare const args: web.ChatPostMessageArguments;

export async function calls(): Promise<void> {
  await methods.chat.postMessage({ channel: 'C1', text: 'hi', blocks });
  await methods.chat.postMessage({ channel: 'C1', blocks: anyBlocks, metadata, thread_ts: '1.2' });
  await methods.chat.postMessage({ channel: 'C1', attachments, unfurl_links: false });
  await methods.chat.postMessage(args);
  await methods.chat.postMessage({
    channel: 'C1',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'Vote' }, value: '1' }],
      },
    ],
  });
  await methods.chat.update({ channel: 'C1', ts: '1.2', text: '', blocks: [] });
  await methods.chat.scheduleMessage({ channel: 'C1', text: 'later', post_at: 1_700_000_000 });
  await methods.views.open({ trigger_id: 'T', view: modal });
  await methods.views.publish({ user_id: 'U1', view: home });
  await methods.users.setPhoto({ image: Buffer.from('png') });
  await methods.auth.test();
  const { ts, message } = await methods.chat.postMessage({ channel: 'C1', text: 'hi' });
  const written: string | undefined = message?.text ?? ts;
  const pages = await methods.conversations.list({ limit: 10 });
  const names: (string | undefined)[] = pages.channels?.map(({ name }) => name) ?? [written];
  names.push(pages.response_metadata?.next_cursor);

  // @ts-expect-error a message needs a channel
  await methods.chat.postMessage({ text: 'hi' });
  await methods.chat.postMessage({
    channel: 'C1',
    // @ts-expect-error a button needs a text
    blocks: [{ type: 'actions', elements: [{ type: 'button' }] }],
  });
  // @ts-expect-error apps do not pass tokens
  await methods.chat.postMessage({ channel: 'C1', text: 'hi', token: 'xoxb' });
  // @ts-expect-error a modal needs a title
  await methods.views.open({ trigger_id: 'T', view: { type: 'modal', blocks } });
}

export function events(mention: SlackEvents['app_mention'], message: SlackEvents['message']): string {
  const where: string = mention.channel;
  if (message.subtype === 'message_changed') return message.previous_message.event_ts;
  if (message.subtype === undefined) return message.user;
  if (message.subtype === 'bot_message') return message.bot_id + where;
  // @ts-expect-error some subtypes have no text
  return message.text;
}

export function payloads(
  submission: SlackPayloads['view_submission'],
  actions: SlackPayloads['block_actions'],
  { event }: SlackPayloads['event'],
): string | undefined {
  const value: string | null | undefined = submission.view.state.values.block?.action?.value;
  for (const action of actions.actions) {
    if (action.type === 'button') return action.value ?? actions.message?.text;
    if (action.type === 'static_select') return action.selected_option?.value;
    // @ts-expect-error the option is null if the user clears the menu
    if (action.type === 'static_select') return action.selected_option.value;
    if (action.type === 'datetimepicker') return String(action.selected_date_time);
  }
  if (event.type === 'reaction_added') return event.reaction;
  // @ts-expect-error payloads have no tokens
  return submission.token ?? value ?? undefined;
}
