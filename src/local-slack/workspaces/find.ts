import type { Channel, Message, PostedMessage, User } from '../model.js';
import { isMember, maySeeChannel } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { channels, memberships, messages, placements, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/**
 * The user, if people of this workspace can know it: a user of this workspace, or of another one with which a channel
 * is shared that has the user as a member.
 */
export async function findUser(workspace: Workspace, id: string): Promise<User | undefined> {
  const { db, team } = workspace;
  const own = await db.find(users, keyOf(team.id, id));
  if (own) return own;
  const [elsewhere] = await db.list(users, 'id', id, { limit: 1 });
  return elsewhere && (await isInSharedChannel(workspace, id)) ? elsewhere : undefined;
}

async function isInSharedChannel({ db, team }: Workspace, user: string): Promise<boolean> {
  for (const { channel } of await db.list(memberships, 'user', user)) {
    if (await db.find(placements, keyOf(team.id, channel))) return true;
  }
  return false;
}

/** @throws refusal `user_not_found` (or `error`) */
export async function getUser(workspace: Workspace, id: string, error = 'user_not_found'): Promise<User> {
  const user = await findUser(workspace, id);
  if (!user) throw refusal(error, `The local Slack has no user '${id}'.`);
  return user;
}

/** The channel, if the workspace has it or shares it. */
export async function findChannel({ db, team }: Workspace, id: string): Promise<Channel | undefined> {
  const channel = await db.find(channels, id);
  return channel?.teams.includes(team.id) ? channel : undefined;
}

/**
 * The channel, if this user can see it. Only members see a private channel.
 *
 * @throws refusal `channel_not_found`
 */
export async function getChannel(workspace: Workspace, id: string, viewer: string): Promise<Channel> {
  const channel = await findChannel(workspace, id);
  if (channel && (await maySeeChannel(workspace, channel, viewer))) return channel;
  throw refusal('channel_not_found', `The local Slack has no channel '${id}' that ${viewer} can see.`);
}

/**
 * The channel, if this user can write to it: the user is a member and the channel is not archived.
 *
 * @throws refusal `channel_not_found`, `is_archived` or `not_in_channel`
 */
export async function getWritableChannel(workspace: Workspace, id: string, user: string): Promise<Channel> {
  const channel = await getChannel(workspace, id, user);
  if (channel.is_archived) throw refusal('is_archived', `#${channel.name} is archived. Unarchive it first.`);
  if (!(await isMember(workspace, channel.id, user))) {
    throw refusal('not_in_channel', `${user} is not in #${channel.name}. Join it or get invited first.`);
  }
  return channel;
}

export async function findMessage(
  workspace: Workspace,
  channel: string,
  ts: string,
): Promise<Message | undefined> {
  const posted = await workspace.db.find(messages, keyOf(channel, ts));
  return posted && currentMessage(workspace, posted);
}

/** The message as it is shown now. The parent of a broadcast reply may have changed since the reply was posted. */
export async function currentMessage(
  { db }: Pick<Workspace, 'db'>,
  { channel, message }: PostedMessage,
): Promise<Message> {
  const { root } = message;
  return withParent(message, root && (await db.find(messages, keyOf(channel, root.ts))));
}

/** A broadcast reply with its parent as it is now. If the parent was deleted, the reply has it as it was. */
export function withParent(message: Message, parent: PostedMessage | undefined): Message {
  return parent ? { ...message, root: parent.message } : message;
}

/** @throws refusal `message_not_found` (or `error`) */
export async function getMessage(
  workspace: Workspace,
  channel: Channel,
  ts: string,
  error = 'message_not_found',
): Promise<Message> {
  const message = await findMessage(workspace, channel.id, ts);
  if (!message) throw refusal(error, `There is no message with ts ${ts} in ${channel.name || channel.id}.`);
  return message;
}

/** The indexes of users by name, in the order in which a name is looked up. */
export const USER_NAMES = ['handle', 'display_name', 'real_name'] as const;

/** The group of a name, with or without `@`, in the indexes of users by name. */
export function userNameGroup(team: string, name: string): string {
  return keyOf(team, name.replace(/^@/, '').toLowerCase());
}

/** The group of a name, with or without `#`, in the index of channels by name. */
export function channelNameGroup(team: string, name: string): string {
  return keyOf(team, name.replace(/^#/, ''));
}

export async function findChannelByName({ db, team }: Workspace, name: string): Promise<Channel | undefined> {
  const [placed] = await db.list(placements, 'name', channelNameGroup(team.id, name), { limit: 1 });
  return placed && db.find(channels, placed.channel);
}

/** Finds a user by handle, display name or real name. */
export async function findUserByName({ db, team }: Workspace, name: string): Promise<User | undefined> {
  for (const index of USER_NAMES) {
    const [user] = await db.list(users, index, userNameGroup(team.id, name), { limit: 1 });
    if (user) return user;
  }
  return undefined;
}

/** Ids of the members, in the order in which they joined. */
export async function membersOf({ db }: Workspace, channel: string): Promise<string[]> {
  return (await db.list(memberships, 'channel', channel)).map(({ user }) => user);
}

/** As in an event's `channel_type`. */
export function channelType(channel: Channel): 'channel' | 'group' | 'im' | 'mpim' {
  if (channel.is_im) return 'im';
  if (channel.is_mpim) return 'mpim';
  return channel.is_private ? 'group' : 'channel';
}
