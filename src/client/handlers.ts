import type {
  Block,
  KnownBlock,
  MessageAttachment,
  SlackEvents,
  SlackMethods,
  SlackPayloads,
} from '../gen/havoc/slack/declarations.js';
import type { Installation as ContractInstallation } from '../gen/havoc/v1/entities.js';
import type { KINDS, KindsFor, PayloadKind } from '../slack/kinds/index.js';
import type { CallOptions } from './channel.js';
import type { Bot, Channel, Enterprise, Entities, Team, User } from './entities.js';
import type { Matches } from './listeners.js';
import type { HandlerLog } from './log.js';
import type { Messages } from './messages.js';
import type { Slack } from './slack.js';

/**
 * The app as it is installed in one workspace or organisation.
 *
 * @example
 * ```ts
 * havoc.event('app_mention', async ({ event, installation, say }) => {
 *   const question = event.text.replace(`<@${installation.bot_user_id}>`, '').trim();
 *   await say(`You asked: ${question}`);
 * });
 * ```
 */
export type Installation = ContractInstallation;

/**
 * One attempt to deliver an envelope to the app.
 *
 * @example
 * ```ts
 * havoc.event('app_mention', async ({ delivery, log }) => {
 *   if (delivery.attempt > 1) log.warn(`Attempt ${delivery.attempt} of ${delivery.id}`);
 * });
 * ```
 */
export interface DeliveryInfo {
  /** The envelope's id, the same in every attempt. */
  id: string;
  /** The number of this attempt, starting at 1. */
  attempt: number;
  /** True if the envelope was a dead letter and was then replayed. */
  replayed: boolean;
  /** When havoc received the envelope. */
  receivedAt: Date;
  /** When havoc stops waiting for a reply and answers Slack itself. Absent if Slack awaits no reply. */
  replyBy?: Date;
  /** Aborted when the handler loses the delivery: the lease is lost, the connection breaks, or the app stops. */
  signal: AbortSignal;
}

/**
 * Facts about the delivery under Bolt's names, and the fields that middleware adds.
 *
 * @example
 * ```ts
 * havoc.use(async ({ context, next }) => {
 *   context.startedAt = Date.now();
 *   await next();
 * });
 * ```
 */
export interface Context extends Matches {
  teamId?: string;
  enterpriseId?: string;
  isEnterpriseInstall: boolean;
  userId?: string;
  botId?: string;
  botUserId?: string;
  [added: string]: unknown;
}

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
type ReplyTo<Kind extends PayloadKind> = TakenBy<(typeof KINDS)[Kind]>;

/**
 * The arguments of every handler.
 *
 * @example
 * ```ts
 * import { type CommonArgs, Havoc } from '@havoc/client';
 *
 * type Audited = Pick<CommonArgs, 'team' | 'delivery' | 'log'>;
 * const audit = ({ team, delivery, log }: Audited) => log.info(`${delivery.id} from ${team?.id}`);
 * new Havoc().command('/poll', async (args) => audit(args));
 * ```
 */
export interface CommonArgs<Kind extends PayloadKind = PayloadKind> {
  /** The whole payload, in Slack's JSON. */
  body: SlackPayloads[Kind];
  context: Context;
  delivery: DeliveryInfo;
  /** The installation that the payload belongs to. */
  installation: Installation;
  team?: Team;
  enterprise?: Enterprise;
  /** The bot that wrote the message, if a bot did. */
  bot?: Bot;
  /** Calls any Web API method, in this workspace. */
  slack: Slack;
  /** The same as `slack`, under Bolt's name. */
  client: Slack;
  /** Posts, updates and finds the app's messages in this workspace, by keys that the app chooses. */
  messages: Messages;
  entities: Entities;
  say: Say;
  respond: Respond;
  /**
   * Sends the reply that Slack awaits until `delivery.replyBy`. Without an argument, the reply is empty. Only the
   * first call sends a reply.
   *
   * Resolves to false if that time is over. The reply is then late: havoc posts a message through the response_url,
   * and applies a reply to a view only if HAVOC_FALLBACK_VIEW kept the view open.
   *
   * @throws HavocError `client.no_reply_awaited` (failed_precondition) when Slack awaits no reply to this payload,
   * unless called without an argument
   */
  reply: (answer?: ReplyTo<Kind>) => Promise<boolean>;
  /** The same as `reply`, under Bolt's name. The delivery is settled later, when all handlers have ended. */
  ack: (answer?: ReplyTo<Kind>) => Promise<void>;
  log: HandlerLog;
  /** The same as `log`, under Bolt's name. */
  logger: HandlerLog;
  /** The bytes that Slack sent, with secrets removed. Set only with `new Havoc({ raw: true })`. */
  raw?: Uint8Array;
}

/** Events that Slack sends as the whole payload, not in an event_callback. */
type PayloadOfItsOwn = Exclude<KindsFor<'event'>, 'event'>;
/**
 * The name of an event that the contract declares.
 *
 * @example
 * ```ts
 * import { type EventName, Havoc } from '@havoc/client';
 *
 * const havoc = new Havoc();
 * const joins: EventName[] = ['team_join', 'member_joined_channel'];
 * for (const name of joins) havoc.event(name, async ({ event, log }) => log.info(`Received ${event.type}`));
 * ```
 */
export type EventName = keyof SlackEvents | PayloadOfItsOwn;

/** Events in which one of these fields is required, so that they always name a user or a channel. */
type NamesUser = { user: string | { id: string } } | { user_id: string } | { actor_id: string };
type NamesChannel =
  | { channel: string | { id: string } }
  | { channel_id: string }
  | { item: { channel: string } };
type NamesThread = { assistant_thread: { user_id: string; channel_id: string } };

/** The user who caused the event. When a bot mentions the app, this describes the bot. */
type UserOf<Event> = Event extends NamesUser | NamesThread | { type: 'app_mention' }
  ? User
  : User | undefined;

/** The conversation of the event. link_shared may have none, because the message may not be sent yet. */
type ChannelOf<Event> = Event extends { type: 'link_shared' }
  ? Channel | undefined
  : Event extends NamesChannel | NamesThread
    ? Channel
    : Channel | undefined;

/**
 * The arguments of a listener for an event.
 *
 * @example
 * ```ts
 * havoc.event('reaction_added', async ({ event, user, channel, slack }) => {
 *   if (event.reaction === 'bug')
 *     await slack.chat.postMessage({ channel: channel.id, text: `<@${user.id}> found a bug` });
 * });
 * ```
 */
export interface EventArgs<Event, Kind extends KindsFor<'event'> = 'event'> extends CommonArgs<Kind> {
  event: Event;
  payload: Event;
  /** The user who caused the event; undefined if the event names none. */
  user: UserOf<Event>;
  /** The conversation of the event; undefined if the event names none. */
  channel: ChannelOf<Event>;
}

/**
 * The arguments of a listener for messages.
 *
 * @example
 * ```ts
 * havoc.message(/^deploy (\S+)/, async ({ context, say }) => {
 *   await say(`Deploying ${context.matches?.[1]}`);
 * });
 * ```
 */
export interface MessageArgs extends EventArgs<SlackEvents['message']> {
  message: SlackEvents['message'];
}

/**
 * The arguments of a listener for events of one type.
 *
 * @example
 * ```ts
 * import { type ArgsOfEvent, Havoc } from '@havoc/client';
 *
 * const greet = ({ user, say }: ArgsOfEvent<'app_mention'>) => say(`Hello <@${user.id}>`);
 * new Havoc().event('app_mention', greet);
 * ```
 */
export type ArgsOfEvent<Type extends EventName> = Type extends 'message'
  ? MessageArgs
  : Type extends keyof SlackEvents
    ? EventArgs<SlackEvents[Type]>
    : Type extends PayloadOfItsOwn
      ? EventArgs<SlackPayloads[Type], Type>
      : never;

/**
 * The arguments of a listener for a slash command.
 *
 * @example
 * ```ts
 * havoc.command('/echo', async ({ command, reply }) => reply(command.text));
 * ```
 */
export interface CommandArgs extends CommonArgs<'command'> {
  command: SlackPayloads['command'];
  payload: SlackPayloads['command'];
  user: User;
  channel: Channel;
}

export type ActionKind = KindsFor<'action'>;
type ActionOf<Body> = Body extends { actions: (infer Action)[] } ? Action : Body;
/**
 * The arguments of a listener for a button, a menu or another interactive element.
 *
 * @example
 * ```ts
 * havoc.action('approve', async ({ action, user, respond }) => {
 *   if (action.type === 'button') await respond(`<@${user.id}> approved ${action.value}`);
 * });
 * ```
 */
export interface ActionArgs<Kind extends ActionKind = 'block_actions'> extends CommonArgs<Kind> {
  action: ActionOf<SlackPayloads[Kind]>;
  payload: ActionOf<SlackPayloads[Kind]>;
  user: User;
  /** The channel of the message; absent for an action in a modal or on a home tab. */
  channel?: Channel;
}

export type ShortcutKind = KindsFor<'shortcut'>;
/**
 * The arguments of a listener for a shortcut.
 *
 * @example
 * ```ts
 * havoc.shortcut('new_ticket', async ({ shortcut, slack }) => {
 *   const title = { type: 'plain_text', text: 'New ticket' } as const;
 *   await slack.views.open({ trigger_id: shortcut.trigger_id, view: { type: 'modal', title, blocks: [] } });
 * });
 * ```
 */
export interface ShortcutArgs<Kind extends ShortcutKind = ShortcutKind> extends CommonArgs<Kind> {
  shortcut: SlackPayloads[Kind];
  payload: SlackPayloads[Kind];
  user: User;
  /** The channel of the message; absent for a global shortcut. */
  channel?: Channel;
}

export type ViewKind = KindsFor<'view'>;
/**
 * The arguments of a listener for a submitted or closed modal.
 *
 * @example
 * ```ts
 * havoc.view('ticket', async ({ view, user, slack }) => {
 *   const title = view.state.values.title?.text?.value;
 *   await slack.chat.postMessage({ channel: user.id, text: `Created: ${title}` });
 * });
 * ```
 */
export interface ViewArgs<Kind extends ViewKind = 'view_submission'> extends CommonArgs<Kind> {
  view: SlackPayloads[Kind]['view'];
  payload: SlackPayloads[Kind]['view'];
  user: User;
  channel?: Channel;
}

export type OptionsKind = KindsFor<'options'>;
/**
 * The arguments of a listener for a menu that asks for its options.
 *
 * @example
 * ```ts
 * havoc.options('assignee', async ({ options, reply, log }) => {
 *   log.debug(`Looking for ${options.value}`);
 *   await reply({ options: [] });
 * });
 * ```
 */
export interface OptionsArgs<Kind extends OptionsKind = 'block_suggestion'> extends CommonArgs<Kind> {
  options: SlackPayloads[Kind];
  payload: SlackPayloads[Kind];
  user: User;
  channel?: Channel;
}

/**
 * The arguments of middleware for all payloads. The kind of the payload decides which fields are set.
 *
 * @example
 * ```ts
 * havoc.use(async ({ command, event, next, log }) => {
 *   log.debug(`Handling ${command?.command ?? event?.type}`);
 *   await next();
 * });
 * ```
 */
export interface AnyArgs extends CommonArgs {
  payload: unknown;
  event?: SlackEvents[keyof SlackEvents];
  message?: SlackEvents['message'];
  command?: SlackPayloads['command'];
  action?: ActionOf<SlackPayloads[ActionKind]>;
  shortcut?: SlackPayloads[ShortcutKind];
  view?: SlackPayloads[ViewKind]['view'];
  options?: SlackPayloads[OptionsKind];
  user?: User;
  channel?: Channel;
}

/**
 * Handles a payload, or runs as middleware. In a listener, `next` runs the listener's remaining handlers. In `use`, it
 * runs the remaining middleware and the listeners.
 *
 * @example
 * ```ts
 * import { type CommandArgs, type Handler, Havoc } from '@havoc/client';
 *
 * const onlyAdmins: Handler<CommandArgs> = async ({ user, next, reply }) => {
 *   if (user.is_admin) await next();
 *   else await reply('Only admins may do this.');
 * };
 * new Havoc().command('/purge', onlyAdmins, async ({ reply }) => reply('Done.'));
 * ```
 */
export type Handler<Args> = (args: Args & { next: () => Promise<void> }) => unknown;

/**
 * Receives every error that a handler throws, and every refusal by the sidecar.
 *
 * @example
 * ```ts
 * havoc.error(async (error, { delivery, log }) => log.error({ err: error }, `${delivery?.id} failed`));
 * ```
 */
export type ErrorHandler = (
  error: Error,
  args: { body?: unknown; context?: Context; delivery?: DeliveryInfo; log: HandlerLog },
) => unknown;
