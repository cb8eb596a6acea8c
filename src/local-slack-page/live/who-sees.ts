import type { PlacedMessage, ShownApp, ShownChannel, Unread, User } from '../../local-slack/protocol.js';
import type { History } from './history.js';
import type { ShownWorkspace } from './shown-workspace.js';
import { isInChannel, NOTHING_UNREAD } from './unread.js';

/** The name of a user, as in Slack: the display name if it differs from the handle, or else the real name. */
export function nameOf({ name, real_name, profile: { display_name } }: User): string {
  return display_name && display_name !== name ? display_name : real_name || name;
}

/** The people to act as, in the order of the workspace. */
export function peopleOf({ users }: ShownWorkspace): User[] {
  return [...users.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== 'USLACKBOT');
}

/** The channels in the sidebar, by name, without archived ones. */
export function channelsOf({ channels }: ShownWorkspace): ShownChannel[] {
  const isShown = (channel: ShownChannel) => !channel.is_im && !channel.is_mpim && !channel.is_archived;
  return [...channels.values()].filter(isShown).sort((a, b) => a.name.localeCompare(b.name));
}

/** The group direct messages in the sidebar. */
export function groupsOf({ channels }: ShownWorkspace): ShownChannel[] {
  return [...channels.values()].filter((channel) => channel.is_mpim);
}

/** The direct messages that were opened, by the other member. The person's notes to themselves are among them. */
export function directMessagesOf({ channels, you }: ShownWorkspace): ReadonlyMap<string, ShownChannel> {
  const direct = [...channels.values()].filter(({ is_im }) => is_im);
  return new Map(direct.map((channel) => [partnerOf(channel, you), channel]));
}

/** The other member of a direct message, or the person if there is no other member. */
export function partnerOf({ members = [] }: ShownChannel, you: string): string {
  return members.find((member) => member !== you) ?? you;
}

/** The name of a channel for this person, without `#`. */
export function channelNameOf({ users, you }: ShownWorkspace, channel: ShownChannel): string {
  const named = (id: string) => {
    const user = users.get(id);
    return user ? nameOf(user) : id;
  };
  if (channel.is_im) return named(partnerOf(channel, you));
  const others = channel.is_mpim ? (channel.members ?? []).filter((member) => member !== you) : [];
  return others.length > 0 ? others.map(named).join(', ') : channel.name;
}

/** The messages that are shown in the channel itself. */
export function channelMessagesOf({ messages, from }: History): PlacedMessage[] {
  return messages.filter((placed) => placed.message.ts >= from && isInChannel(placed));
}

/** A parent and its replies, as far as they were read. */
export function threadMessagesOf({ messages }: History, ts: string): PlacedMessage[] {
  return messages.filter(({ message }) => message.ts === ts || message.thread_ts === ts);
}

/** How much the person has not read in a channel. */
export function unreadOf({ unread }: ShownWorkspace, { id, is_member }: ShownChannel): Unread {
  return (is_member && unread.get(id)) || NOTHING_UNREAD;
}

/** The app whose bot is this user. */
export function appOfBot({ apps }: ShownWorkspace, user: string | undefined): ShownApp | undefined {
  return apps.find(({ bot_user_id }) => bot_user_id === user);
}
