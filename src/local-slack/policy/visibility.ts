import type { Channel } from '../model.js';
import type { PlacedMessage } from '../protocol.js';
import type { StoredFile } from '../state/stored-file.js';
import type { Workspace } from '../state/workspace.js';

/** True if everybody in the workspace can see the channel. */
export function isPublic(channel: Channel): boolean {
  return channel.is_channel && !channel.is_private;
}

/** True if this user can see the channel and its messages. Only members see a private channel or a direct message. */
export function maySeeChannel(channel: Channel, viewer: string): boolean {
  return isPublic(channel) || channel.members.includes(viewer);
}

/** True if this user can see the message. Only one user sees an ephemeral message. */
export function maySeeMessage(
  { channels }: Pick<Workspace, 'channels'>,
  { channel: id, ephemeral_to }: Pick<PlacedMessage, 'channel' | 'ephemeral_to'>,
  viewer: string,
): boolean {
  const channel = channels.get(id);
  const isForViewer = ephemeral_to === undefined || ephemeral_to === viewer;
  return channel !== undefined && isForViewer && maySeeChannel(channel, viewer);
}

/** True if this user can see the file: the user uploaded it, or can see a channel in which it is shared. */
export function maySeeFile(
  { channels }: Pick<Workspace, 'channels'>,
  file: StoredFile,
  viewer: string,
): boolean {
  if (file.user === viewer) return true;
  return file.channels.some((id) => {
    const channel = channels.get(id);
    return channel !== undefined && maySeeChannel(channel, viewer);
  });
}
