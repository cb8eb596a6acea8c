import type { Channel, Message, User } from '../model.js';
import { maySeeChannel } from '../policy/visibility.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

/** @throws refusal `user_not_found` (or `error`) */
export function getUser(workspace: Workspace, id: string, error = 'user_not_found'): User {
  const user = workspace.users.get(id);
  if (!user) throw refusal(error, `The local Slack has no user '${id}'.`);
  return user;
}

/**
 * The channel, if this user can see it. Only members see a private channel.
 *
 * @throws refusal `channel_not_found`
 */
export function getChannel(workspace: Workspace, id: string, viewer: string): Channel {
  const channel = workspace.channels.get(id);
  if (channel && maySeeChannel(channel, viewer)) return channel;
  throw refusal('channel_not_found', `The local Slack has no channel '${id}' that ${viewer} can see.`);
}

/**
 * The channel, if this user can write to it: the user is a member and the channel is not archived.
 *
 * @throws refusal `channel_not_found`, `is_archived` or `not_in_channel`
 */
export function getWritableChannel(workspace: Workspace, id: string, user: string): Channel {
  const channel = getChannel(workspace, id, user);
  if (channel.is_archived) throw refusal('is_archived', `#${channel.name} is archived. Unarchive it first.`);
  if (!channel.members.includes(user)) {
    throw refusal('not_in_channel', `${user} is not in #${channel.name}. Join it or get invited first.`);
  }
  return channel;
}

/** @throws refusal `message_not_found` (or `error`) */
export function getMessage(
  workspace: Workspace,
  channel: Channel,
  ts: string,
  error = 'message_not_found',
): Message {
  const message = workspace.messages.get(channel.id)?.find((one) => one.ts === ts);
  if (!message) throw refusal(error, `There is no message with ts ${ts} in ${channel.name || channel.id}.`);
  return message;
}

export function findChannelByName(workspace: Workspace, name: string): Channel | undefined {
  const bare = name.replace(/^#/, '');
  return [...workspace.channels.values()].find((channel) => channel.name === bare && !channel.is_im);
}

export function findUserByName(workspace: Workspace, name: string): User | undefined {
  const bare = name.replace(/^@/, '').toLowerCase();
  const users = [...workspace.users.values()];
  return (
    users.find((user) => user.name === bare) ??
    users.find(({ profile }) =>
      [profile.display_name, profile.real_name].some((n) => n.toLowerCase() === bare),
    )
  );
}

/** As in an event's `channel_type`. */
export function channelType(channel: Channel): 'channel' | 'group' | 'im' | 'mpim' {
  if (channel.is_im) return 'im';
  if (channel.is_mpim) return 'mpim';
  return channel.is_private ? 'group' : 'channel';
}
