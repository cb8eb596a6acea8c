import type { Channel, PlacedMessage, User } from '../../local-slack/protocol.js';
import type { ShownWorkspace } from './shown-workspace.js';

/** The name of a user, as in Slack: the display name if it differs from the handle, or else the real name. */
export function nameOf({ name, real_name, profile: { display_name } }: User): string {
  return display_name && display_name !== name ? display_name : real_name || name;
}

/** The people to act as, in the order of the workspace. */
export function peopleOf({ users }: ShownWorkspace): User[] {
  return [...users.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== 'USLACKBOT');
}

/** The channels in the sidebar, by name, without archived ones. */
export function channelsOf({ channels }: ShownWorkspace): Channel[] {
  const isShown = (channel: Channel) => !channel.is_im && !channel.is_mpim && !channel.is_archived;
  return [...channels.values()].filter(isShown).sort((a, b) => a.name.localeCompare(b.name));
}

/** The group direct messages in the sidebar. */
export function groupsOf({ channels }: ShownWorkspace): Channel[] {
  return [...channels.values()].filter((channel) => channel.is_mpim);
}

/** The direct message between two users, if it was opened. If both are the same user, their notes to themselves. */
export function findDirectMessage(
  { channels }: ShownWorkspace,
  as: string,
  other: string,
): Channel | undefined {
  const isIt = ({ is_im, members }: Channel) =>
    is_im && members.includes(as) && members.includes(other) && (as !== other || new Set(members).size === 1);
  return [...channels.values()].find(isIt);
}

/** The other member of a direct message, or the person if there is no other member. */
export function partnerOf(channel: Channel, as: string): string {
  return channel.members.find((member) => member !== as) ?? as;
}

/** The name of a channel for this person, without `#`. */
export function channelNameOf(workspace: ShownWorkspace, channel: Channel, as: string): string {
  const named = (id: string) => {
    const user = workspace.users.get(id);
    return user ? nameOf(user) : id;
  };
  if (channel.is_im) return named(partnerOf(channel, as));
  if (channel.is_mpim)
    return channel.members
      .filter((member) => member !== as)
      .map(named)
      .join(', ');
  return channel.name;
}

/** True if a message is shown in the channel itself. Replies are shown in their thread only, unless broadcast. */
export function isInChannel({ message }: PlacedMessage): boolean {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';
}

/**
 * Counts a person's unread messages in a channel. `calls` counts those that mention the person. In a direct message,
 * it counts all of them.
 */
export function unreadOf(
  workspace: ShownWorkspace,
  channel: Channel,
  as: string,
): { count: number; calls: number } {
  if (!channel.members.includes(as)) return { count: 0, calls: 0 };
  const since = channel.last_read[as] ?? '';
  const isNew = (placed: PlacedMessage) =>
    placed.message.ts > since && placed.message.user !== as && isInChannel(placed);
  const unread = (workspace.messages.get(channel.id) ?? []).filter(isNew);
  const isDirect = channel.is_im || channel.is_mpim;
  const calls = unread.filter(({ message }) => isDirect || message.text.includes(`<@${as}>`));
  return { count: unread.length, calls: calls.length };
}
