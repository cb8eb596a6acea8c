import type { SlackEvents, SlackPayloads } from '../gen/havoc/slack/declarations.js';
import type { KindsFor } from '../slack/kinds/index.js';
import type { ListAuthorizations } from './authorizations.js';
import type { Channel, User } from './entities.js';
import type { CommonArgs } from './handlers.js';
import type { InstallationEventName, InstallationEvents } from './installation-events.js';

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
  authorizations: ListAuthorizations;
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
      ? Omit<EventArgs<SlackPayloads[Type], Type>, 'authorizations'>
      : never;

/**
 * The arguments of a listener for an event about an installation. `slack`, `messages` and `entities` act for this
 * installation.
 *
 * @example
 * ```ts
 * havoc.on('installed', async ({ event, slack }) => {
 *   if (event.user_id) await slack.chat.postMessage({ channel: event.user_id, text: 'Thank you for installing!' });
 * });
 * ```
 */
export interface InstallationEventArgs<Name extends InstallationEventName = InstallationEventName>
  extends Omit<CommonArgs, 'body' | 'bot' | 'say' | 'respond' | 'reply' | 'ack'> {
  event: InstallationEvents[Name];
  payload: InstallationEvents[Name];
  /** The same as `event`. */
  body: InstallationEvents[Name];
  /** The person whom the event names in `user_id`. */
  user?: User;
}
