import type { SlackEvents, SlackPayloads } from '../gen/havoc/slack/declarations.js';
import type { Installation as ContractInstallation } from '../gen/havoc/v1/entities.js';
import type { KindsFor, PayloadKind } from '../slack/kinds/index.js';
import type { ListAuthorizations } from './authorizations.js';
import type { Bot, Channel, Enterprise, Entities, Team, User } from './entities.js';
import type { InstallationEvents } from './installation-events.js';
import type { Matches } from './listeners.js';
import type { HandlerLog } from './log.js';
import type { Messages } from './messages.js';
import type { ReplyTo, Respond, Say } from './replies.js';
import type { Slack } from './slack.js';

/**
 * The app as it is installed in one workspace or organisation. `state` says whether calls can be made there: it is
 * `active`, `refused`, `ended`, `missing` or `unconfirmed`. A payload comes even if havoc knows no installation for it.
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

type AnyInstallationEvent = InstallationEvents[keyof InstallationEvents];
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
export interface AnyArgs extends Omit<CommonArgs, 'body'> {
  body: CommonArgs['body'] | AnyInstallationEvent;
  payload: unknown;
  event?: SlackEvents[keyof SlackEvents] | AnyInstallationEvent;
  message?: SlackEvents['message'];
  command?: SlackPayloads['command'];
  action?: ActionOf<SlackPayloads[ActionKind]>;
  shortcut?: SlackPayloads[ShortcutKind];
  view?: SlackPayloads[ViewKind]['view'];
  options?: SlackPayloads[OptionsKind];
  user?: User;
  channel?: Channel;
  /** Set for events from Slack. */
  authorizations?: ListAuthorizations;
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
