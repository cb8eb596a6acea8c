import type { Channel, EphemeralMessage, PostedMessage } from '../model.js';
import { keyOf } from '../store/collection.js';
import type { StoredFile } from '../workspaces/stored-file.js';
import { channels, memberships, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/** True if everybody in the workspaces that share the channel can see it. */
export function isPublic(channel: Channel): boolean {
  return channel.is_channel && !channel.is_private;
}

export async function isMember({ db }: Workspace, channel: string, user: string): Promise<boolean> {
  return (await db.find(memberships, keyOf(channel, user))) !== undefined;
}

/**
 * True if this user can see the channel and its messages. Only members see a private channel or a direct message.
 * People of the workspaces that share a public channel see it.
 */
export async function maySeeChannel(
  workspace: Workspace,
  channel: Channel,
  viewer: string,
): Promise<boolean> {
  const { db, team } = workspace;
  // A person can be in several workspaces. In this one, they see only what it has or shares.
  if (!channel.teams.includes(team.id)) return false;
  if (await isMember(workspace, channel.id, viewer)) return true;
  return isPublic(channel) && (await db.find(users, keyOf(team.id, viewer))) !== undefined;
}

/** True if this user can see the message. Only one user sees an ephemeral message. */
export async function maySeeMessage(
  workspace: Workspace,
  placed: PostedMessage | EphemeralMessage,
  viewer: string,
): Promise<boolean> {
  if ('ephemeral_to' in placed && placed.ephemeral_to !== viewer) return false;
  const channel = await workspace.db.find(channels, placed.channel);
  return channel !== undefined && maySeeChannel(workspace, channel, viewer);
}

/** The channels in which the file is shared, without those that this user cannot see. */
export async function channelsFor(workspace: Workspace, file: StoredFile, viewer: string): Promise<string[]> {
  const visible: string[] = [];
  for (const id of file.channels) {
    const channel = await workspace.db.find(channels, id);
    if (channel && (await maySeeChannel(workspace, channel, viewer))) visible.push(id);
  }
  return visible;
}

/** True if this user can see the file here: the user uploaded it here, or can see a channel in which it is shared. */
export async function maySeeFile(workspace: Workspace, file: StoredFile, viewer: string): Promise<boolean> {
  if (file.user === viewer && file.team === workspace.team.id) return true;
  return (await channelsFor(workspace, file, viewer)).length > 0;
}
