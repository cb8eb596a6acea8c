import type { Channel, PlacedMessage, User } from '../../protocol.js';
import type { ShownWorkspace } from './shown-workspace.js';

/** What a person is called: the display name, as in Slack, where it says more than the handle; else the real name. */
export function nameOf({ name, real_name, profile: { display_name } }: User): string {
  return display_name && display_name !== name ? display_name : real_name || name;
}

/** People who can be acted as, in the order in which the workspace has them. */
export function peopleOf({ users }: ShownWorkspace): User[] {
  return [...users.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== 'USLACKBOT');
}

/** The channels in a person's sidebar: public ones that are not archived, and private ones that they are in; by name. */
export function channelsOf({ channels }: ShownWorkspace, as: string): Channel[] {
  const isSeen = (channel: Channel) =>
    !channel.is_im &&
    !channel.is_mpim &&
    !channel.is_archived &&
    (!channel.is_private || channel.members.includes(as));
  return [...channels.values()].filter(isSeen).sort((a, b) => a.name.localeCompare(b.name));
}

/** Group direct messages that a person is in. */
export function groupsOf({ channels }: ShownWorkspace, as: string): Channel[] {
  return [...channels.values()].filter((channel) => channel.is_mpim && channel.members.includes(as));
}

/** The direct message of two people (of one, for notes to oneself), once it was opened. */
export function findDirectMessage(
  { channels }: ShownWorkspace,
  as: string,
  other: string,
): Channel | undefined {
  const isIt = ({ is_im, members }: Channel) =>
    is_im && members.includes(as) && members.includes(other) && (as !== other || new Set(members).size === 1);
  return [...channels.values()].find(isIt);
}

/** Who is on the other side of a direct message. */
export function partnerOf(channel: Channel, as: string): string {
  return channel.members.find((member) => member !== as) ?? as;
}

/** What a channel is called, without `#`, by this person. */
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

/** Whether a message is for these eyes: ephemeral ones are for one person. */
export function isSeenBy(as: string) {
  return ({ ephemeral_to }: PlacedMessage) => ephemeral_to === undefined || ephemeral_to === as;
}

/** Whether a message stands in the channel itself: replies stand in their thread alone, unless they were broadcast. */
export function isInChannel({ message }: PlacedMessage): boolean {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';
}

/** What a person has not read in a channel, and whether it calls them: a mention, or any direct message. */
export function unreadOf(
  workspace: ShownWorkspace,
  channel: Channel,
  as: string,
): { count: number; calls: number } {
  if (!channel.members.includes(as)) return { count: 0, calls: 0 };
  const since = channel.last_read[as] ?? '';
  const isNew = (placed: PlacedMessage) =>
    placed.message.ts > since && placed.message.user !== as && isInChannel(placed);
  const unread = (workspace.messages.get(channel.id) ?? []).filter(
    (placed) => isNew(placed) && isSeenBy(as)(placed),
  );
  const isDirect = channel.is_im || channel.is_mpim;
  const calls = unread.filter(({ message }) => isDirect || message.text.includes(`<@${as}>`));
  return { count: unread.length, calls: calls.length };
}
