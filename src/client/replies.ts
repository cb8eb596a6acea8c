import type { Block, KnownBlock, MessageAttachment, SlackMethods } from '../gen/havoc/slack/declarations.js';
import type { KINDS, PayloadKind } from '../slack/kinds/index.js';
import type { CallOptions } from './channel.js';

type WithoutPlace<Arguments> = Arguments extends unknown ? Omit<Arguments, 'channel'> : never;
type PostArguments = Parameters<SlackMethods['chat']['postMessage']>[0];
/**
 * The arguments of chat.postMessage, with an optional channel.
 *
 * @example
 * ```ts
 * havoc.message('help', async ({ message, say }) => {
 *   await say({ text: 'Type /help.', thread_ts: message.ts });
 * });
 * ```
 */
export type SayArguments = WithoutPlace<PostArguments> & { channel?: string };
type PostAnswer = Awaited<ReturnType<SlackMethods['chat']['postMessage']>>;
/**
 * Posts a message to the channel of the payload, or to the channel in its arguments.
 *
 * @example
 * ```ts
 * havoc.event('member_joined_channel', async ({ user, say }) => say(`Welcome, <@${user.id}>!`));
 * ```
 */
export type Say = (message: string | SayArguments, options?: CallOptions) => Promise<PostAnswer>;

/**
 * A message for a response_url. See docs.slack.dev/interactivity/handling-user-interaction.
 *
 * @example
 * ```ts
 * havoc.command('/coin', async ({ reply }) => {
 *   await reply({ response_type: 'in_channel', text: Math.random() < 0.5 ? 'Heads' : 'Tails' });
 * });
 * ```
 */
export interface ResponseMessage {
  response_type?: 'in_channel' | 'ephemeral';
  replace_original?: boolean;
  delete_original?: boolean;
  text?: string;
  blocks?: (KnownBlock | Block)[];
  attachments?: MessageAttachment[];
  thread_ts?: string;
  unfurl_links?: boolean;
  unfurl_media?: boolean;
}
/**
 * Posts to the payload's response_url. Slack accepts five posts within 30 minutes.
 *
 * @example
 * ```ts
 * havoc.action('dismiss', async ({ respond }) => respond({ delete_original: true }));
 * ```
 */
export type Respond = (message: string | ResponseMessage, options?: CallOptions) => Promise<void>;

/**
 * A modal, as in the arguments of views.open.
 *
 * @example
 * ```ts
 * import type { View } from '@havoc/client';
 *
 * export const confirmation: View = {
 *   type: 'modal',
 *   title: { type: 'plain_text', text: 'Sure?' },
 *   blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'This deletes the poll.' } }],
 * };
 * ```
 */
export type View = Parameters<SlackMethods['views']['open']>[0]['view'];
export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji?: boolean;
}
export interface SuggestedOption {
  text: PlainText;
  value: string;
  description?: PlainText;
}
/**
 * The reply to a menu that asks for its options: up to 100 options or groups of options.
 *
 * @example
 * ```ts
 * havoc.options('city', async ({ options, reply }) => {
 *   const cities = ['Berlin', 'Bern', 'Lima'].filter((city) => city.startsWith(options.value));
 *   await reply({ options: cities.map((city) => ({ text: { type: 'plain_text', text: city }, value: city })) });
 * });
 * ```
 */
export type OptionsReply =
  | { options: SuggestedOption[] }
  | { option_groups: { label: PlainText; options: SuggestedOption[] }[] };
/**
 * The reply to a submitted modal: show errors, show another view, or close all views. Without it, the modal closes.
 *
 * @example
 * ```ts
 * havoc.view('ticket', async ({ view, reply }) => {
 *   const title = view.state.values.title?.text?.value;
 *   await reply(title ? undefined : { response_action: 'errors', errors: { title: 'Enter a title.' } });
 * });
 * ```
 */
export type ViewReply =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update' | 'push'; view: View }
  | { response_action: 'clear' };
/**
 * The reply to a submitted dialog, the predecessor of modals: the errors of its fields. Without it, the dialog closes.
 *
 * @example
 * ```ts
 * havoc.action({ type: 'dialog_submission', callback_id: 'order' }, async ({ body, reply }) => {
 *   if (!body.submission.size) await reply({ errors: [{ name: 'size', error: 'Choose a size.' }] });
 * });
 * ```
 */
export interface DialogReply {
  errors: { name: string; error: string }[];
}

/** The reply type for each value of `reply.takes` in the table of payload kinds. */
interface Replies {
  message: string | ResponseMessage;
  'message or options': string | ResponseMessage | OptionsReply;
  view: ViewReply;
  options: OptionsReply;
  'dialog errors': DialogReply;
}
type TakenBy<Row> = Row extends { reply: { takes: infer Takes extends keyof Replies } }
  ? Replies[Takes]
  : never;
/** What a handler may reply to a payload of this kind; `never` if Slack awaits no reply to it. */
export type ReplyTo<Kind extends PayloadKind> = TakenBy<(typeof KINDS)[Kind]>;
