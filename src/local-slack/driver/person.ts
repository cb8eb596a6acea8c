import { perform } from '../acts/perform.js';
import type { Json, User, View } from '../model.js';
import type { Act, PlacedMessage, Result } from '../protocol.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { messages } from '../world/collections.js';
import { type Choice, toChange, toStateValues, type Values } from './choice.js';
import { type SeenMessage, toSeen } from './observing.js';
import { type Pointer, point, type Target } from './pointer.js';
import { channelNamed, personNamed, type Seen, seenChannels, seenModals } from './seen.js';

/**
 * Acts as one person, as if they used Slack by hand. Channels are given by name or id, people by handle, name or id.
 * If the app has to answer an act, the promise waits for the answer; it resolves with `ok: false` if the app fails.
 * An act that Slack would not let the person do rejects with a HavocError.
 */
export interface Person {
  user: User;
  post(
    channel: string,
    message: string | { text: string; thread_ts?: string; reply_broadcast?: boolean },
  ): Promise<SeenMessage>;
  /** Replies in the message's thread. */
  reply(to: PlacedMessage, text: string): Promise<SeenMessage>;
  edit(message: PlacedMessage, text: string): Promise<Result>;
  delete(message: PlacedMessage): Promise<Result>;
  /** Adds a reaction. `name` is an emoji such as `thumbsup`, with or without colons. */
  react(message: PlacedMessage, name: string): Promise<Result>;
  unreact(message: PlacedMessage, name: string): Promise<Result>;
  /** Runs a slash command. The channel defaults to the first one, which is #general unless the seed differs. */
  command(command: string, text?: string, channel?: string): Promise<Result>;
  /** Clicks a button. */
  click(target: Target, button: Pointer): Promise<Result>;
  /** Changes a select, radio button, checkbox, date or an input with dispatch_action. */
  select(target: Target, element: Pointer, choice: Choice): Promise<Result>;
  /** Types into an external select. @returns the options that the app offers */
  suggest(target: Target, element: Pointer, typed: string): Promise<Result>;
  /** Fills in the modal and submits it. */
  submit(view: View, values?: Values): Promise<Result>;
  /** Closes the modal with its close button, or with the cross if `all` is set. */
  closeView(view: View, options?: { all?: boolean }): Promise<Result>;
  openHome(tab?: 'home' | 'messages' | 'about'): Promise<Result>;
  shortcut(callback_id: string): Promise<Result>;
  messageShortcut(message: PlacedMessage, callback_id: string): Promise<Result>;
  /** Opens a direct message. @returns its id, which the other functions accept in place of a channel's name */
  openDm(...people: string[]): Promise<string>;
  /** @returns the channel's id */
  createChannel(name: string, options?: { is_private?: boolean }): Promise<string>;
  join(channel: string): Promise<Result>;
  leave(channel: string): Promise<Result>;
  invite(channel: string, ...people: string[]): Promise<Result>;
  /** The topmost modal. @throws HavocError if no modal is open */
  view(): View;
  /** All open modals, the topmost last. */
  views(): readonly View[];
}

/** @throws HavocError whose message lists the users if there is no such person */
export function createPerson(seen: Seen, name: string): Person {
  const user = personNamed(seen, name);
  const act = (one: Act) => perform(seen, user.id, one);
  const channelId = (channel: string) => channelNamed(seen, channel).id;
  const place = ({ channel, message }: PlacedMessage) => ({ channel, ts: message.ts });

  async function post(
    channel: string,
    text: string,
    thread_ts?: string,
    reply_broadcast?: boolean,
  ): Promise<SeenMessage> {
    const id = channelId(channel);
    const { ts = '' } = await act({ type: 'post', channel: id, text, thread_ts, reply_broadcast });
    const placed = seen.now.find(messages, keyOf(id, ts));
    if (!placed) throw refusal('message_not_found', 'The message was deleted at once.');
    return toSeen(seen, placed);
  }

  async function open(opening: Act): Promise<string> {
    const { channel = '' } = await act(opening);
    return channel;
  }

  return {
    user,
    post: (channel, message) =>
      typeof message === 'string'
        ? post(channel, message)
        : post(channel, message.text, message.thread_ts, message.reply_broadcast),
    reply: (to, text) => post(to.channel, text, to.message.thread_ts ?? to.message.ts),
    edit: (message, text) => act({ type: 'edit', ...place(message), text }),
    delete: (message) => act({ type: 'delete', ...place(message) }),
    react: (message, reaction) => act({ type: 'react', ...place(message), name: reaction }),
    unreact: (message, reaction) => act({ type: 'unreact', ...place(message), name: reaction }),
    command: (command, text = '', channel = seenChannels(seen)[0]?.id ?? '') =>
      act({ type: 'command', channel: channelId(channel), command, text }),
    click: async (target, button) => {
      const { container, placed } = await point(seen, user.id, target, button);
      return act({ type: 'action', container, block_id: placed.block_id, action_id: placed.action_id });
    },
    select: async (target, pointer, choice) => {
      const { container, placed } = await point(seen, user.id, target, pointer);
      const { block_id, action_id, element } = placed;
      const where = { container, block_id, action_id };
      const external = String(element.type).endsWith('external_select') && typeof choice === 'string';
      const offer = external ? await act({ type: 'options', ...where, value: choice }) : undefined;
      const offered = [
        ...(offer?.options ?? []),
        ...(offer?.option_groups ?? []).flatMap(({ options }) => options),
      ];
      const change = toChange(
        seen,
        element,
        choice,
        offered.map((one): Json => ({ ...one })),
      );
      return act({ type: 'action', ...where, change });
    },
    suggest: async (target, pointer, typed) => {
      const { container, placed } = await point(seen, user.id, target, pointer);
      return act({
        type: 'options',
        container,
        block_id: placed.block_id,
        action_id: placed.action_id,
        value: typed,
      });
    },
    submit: async (view, values = {}) =>
      act({ type: 'submit', view_id: view.id, values: toStateValues(seen, view, values) }),
    closeView: (view, { all } = {}) => act({ type: 'close_view', view_id: view.id, all }),
    openHome: (tab) => act({ type: 'open_home', tab }),
    shortcut: (callback_id) => act({ type: 'shortcut', callback_id }),
    messageShortcut: (message, callback_id) =>
      act({ type: 'message_shortcut', callback_id, ...place(message) }),
    openDm: (...people) => open({ type: 'open_dm', users: people.map((one) => personNamed(seen, one).id) }),
    createChannel: (channel, { is_private } = {}) =>
      open({ type: 'create_channel', name: channel, is_private }),
    join: (channel) => act({ type: 'join', channel: channelId(channel) }),
    leave: (channel) => act({ type: 'leave', channel: channelId(channel) }),
    invite: (channel, ...people) =>
      act({
        type: 'invite',
        channel: channelId(channel),
        users: people.map((one) => personNamed(seen, one).id),
      }),
    view: () => {
      const top = seenModals(seen, user.id).at(-1);
      if (!top) throw refusal('not_found', `${user.name} has no open modal.`);
      return top;
    },
    views: () => seenModals(seen, user.id),
  };
}
