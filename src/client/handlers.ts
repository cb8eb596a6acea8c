import type {
  Block,
  KnownBlock,
  MessageAttachment,
  SlackEvents,
  SlackMethods,
  SlackPayloads,
} from '../gen/havoc/slack/declarations.js';
import type { Installation } from '../gen/havoc/v1/entities.js';
import type { KINDS, KindsFor, PayloadKind } from '../slack/kinds/index.js';
import type { CallOptions } from './channel.js';
import type { Bot, Channel, Enterprise, Entities, Team, User } from './entities.js';
import type { Matches } from './listeners.js';
import type { HandlerLog } from './log.js';
import type { Messages } from './messages.js';
import type { Slack } from './slack.js';

export type { Installation };

/** This attempt to hand over what Slack sent. */
export interface DeliveryInfo {
  /** Of what Slack sent: the same in every attempt. */
  id: string;
  /** 1 for the first. */
  attempt: number;
  /** It could not be handled before, and somebody asked for it to be delivered once more. */
  replayed: boolean;
  /** When it reached havoc. */
  receivedAt: Date;
  /** When havoc answers Slack without the reply; absent where Slack waits for none. A reply after it is a late one. */
  replyBy?: Date;
  /** Aborted when the delivery is no longer this handler's: its lease is lost, or the app stops. */
  signal: AbortSignal;
}

/** Facts about the delivery under Bolt's names, and what middleware adds. */
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
/** What `say` posts: chat.postMessage's arguments, but for the channel. */
export type SayArguments = WithoutPlace<PostArguments> & { channel?: string };
type PostAnswer = Awaited<ReturnType<SlackMethods['chat']['postMessage']>>;
/** Posts to the channel in which it happened. */
export type Say = (message: string | SayArguments, options?: CallOptions) => Promise<PostAnswer>;

/** What a response_url takes; see docs.slack.dev/interactivity/handling-user-interaction. */
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
/** Posts to the payload's response_url: five times within 30 minutes, says Slack. */
export type Respond = (message: string | ResponseMessage, options?: CallOptions) => Promise<void>;

/** A modal, as views.open takes it. */
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
export type OptionsReply =
  | { options: SuggestedOption[] }
  | { option_groups: { label: PlainText; options: SuggestedOption[] }[] };
export type ViewReply =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update' | 'push'; view: View }
  | { response_action: 'clear' };
export interface DialogReply {
  errors: { name: string; error: string }[];
}

/** What may be replied, by what Slack takes. */
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

/** What every handler is called with. */
export interface CommonArgs<Kind extends PayloadKind = PayloadKind> {
  /** All that Slack sent, as it sent it. */
  body: SlackPayloads[Kind];
  context: Context;
  delivery: DeliveryInfo;
  /** The app as it is installed where this happened. */
  installation: Installation;
  team?: Team;
  enterprise?: Enterprise;
  /** The bot that wrote the message, where one did. */
  bot?: Bot;
  /** Every Web API method, bound to this workspace. */
  slack: Slack;
  /** The same as `slack`, under Bolt's name. */
  client: Slack;
  /** What the app posted in this workspace, by its own keys. */
  messages: Messages;
  entities: Entities;
  say: Say;
  respond: Respond;
  /**
   * Answers Slack, which waits until `delivery.replyBy`. Once; without an argument, with nothing. Resolves with false
   * when that time was over, and the reply is a late one: a message comes by the response_url, and a view shows it
   * only where HAVOC_FALLBACK_VIEW kept it open.
   */
  reply: (answer?: ReplyTo<Kind>) => Promise<boolean>;
  /** The same as `reply`, under Bolt's name. It settles nothing: a delivery is settled when its handlers end. */
  ack: (answer?: ReplyTo<Kind>) => Promise<void>;
  log: HandlerLog;
  /** The same as `log`, under Bolt's name. */
  logger: HandlerLog;
  /** What Slack sent, byte for byte but for the secrets; only with `new Havoc({ raw: true })`. */
  raw?: Uint8Array;
}

/** Events that always have one of these name a user, or a channel. */
type NamesUser = { user: string | { id: string } } | { user_id: string } | { actor_id: string };
type NamesChannel =
  | { channel: string | { id: string } }
  | { channel_id: string }
  | { item: { channel: string } };
type NamesThread = { assistant_thread: { user_id: string; channel_id: string } };

/** The user who did it. A bot may mention the app: then the bot stands in for the user. */
type UserOf<Event> = Event extends NamesUser | NamesThread | { type: 'app_mention' }
  ? User
  : User | undefined;

/** The conversation it happened in. A link may stand in a message that is not sent yet, so in none. */
type ChannelOf<Event> = Event extends { type: 'link_shared' }
  ? Channel | undefined
  : Event extends NamesChannel | NamesThread
    ? Channel
    : Channel | undefined;

export interface EventArgs<Event> extends CommonArgs<'event'> {
  event: Event;
  payload: Event;
  /** The user who did it; undefined where the event names no one. */
  user: UserOf<Event>;
  /** The conversation it happened in; undefined where the event names none. */
  channel: ChannelOf<Event>;
}

export interface MessageArgs extends EventArgs<SlackEvents['message']> {
  message: SlackEvents['message'];
}

/** What a listener for that event is called with. */
export type ArgsOfEvent<Type extends keyof SlackEvents> = Type extends 'message'
  ? MessageArgs
  : EventArgs<SlackEvents[Type]>;

export interface CommandArgs extends CommonArgs<'command'> {
  command: SlackPayloads['command'];
  payload: SlackPayloads['command'];
  user: User;
  channel: Channel;
}

export type ActionKind = KindsFor<'action'>;
type ActionOf<Body> = Body extends { actions: (infer Action)[] } ? Action : Body;
export interface ActionArgs<Kind extends ActionKind = 'block_actions'> extends CommonArgs<Kind> {
  action: ActionOf<SlackPayloads[Kind]>;
  payload: ActionOf<SlackPayloads[Kind]>;
  user: User;
  /** Where the message is; absent for an action in a modal or on a home tab. */
  channel?: Channel;
}

export type ShortcutKind = KindsFor<'shortcut'>;
export interface ShortcutArgs<Kind extends ShortcutKind = ShortcutKind> extends CommonArgs<Kind> {
  shortcut: SlackPayloads[Kind];
  payload: SlackPayloads[Kind];
  user: User;
  /** Of a message shortcut. */
  channel?: Channel;
}

export type ViewKind = KindsFor<'view'>;
export interface ViewArgs<Kind extends ViewKind = 'view_submission'> extends CommonArgs<Kind> {
  view: SlackPayloads[Kind]['view'];
  payload: SlackPayloads[Kind]['view'];
  user: User;
  channel?: Channel;
}

export type OptionsKind = KindsFor<'options'>;
export interface OptionsArgs<Kind extends OptionsKind = 'block_suggestion'> extends CommonArgs<Kind> {
  options: SlackPayloads[Kind];
  payload: SlackPayloads[Kind];
  user: User;
  channel?: Channel;
}

/** What middleware that runs for everything is called with: what is there depends on the kind. */
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

/** `next` runs what comes after it in the listener, or for `use`, everything that comes after. */
export type Handler<Args> = (args: Args & { next: () => Promise<void> }) => unknown;

/** Sees every error that a handler threw, and every settlement that the sidecar refused. */
export type ErrorHandler = (
  error: Error,
  args: { body?: unknown; context?: Context; delivery?: DeliveryInfo; log: HandlerLog },
) => unknown;
