import type { Channel, User } from '../model.js';
import { findChannelByName, findUserByName } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import type { Workspace } from '../state/workspace.js';

/** The channel with this name (with or without `#`) or id. @throws refusal that names those there are */
export function channelNamed(workspace: Workspace, name: string): Channel {
  const channel = workspace.channels.get(name) ?? findChannelByName(workspace, name);
  if (channel) return channel;
  const names = [...workspace.channels.values()].filter((one) => one.name).map((one) => `#${one.name}`);
  throw refusal(
    'channel_not_found',
    `No channel '${name}' in the local Slack. There are ${names.join(', ')}.`,
  );
}

/** The user with this handle, name or id. @throws refusal that names those there are */
export function personNamed(workspace: Workspace, name: string): User {
  const user = workspace.users.get(name) ?? findUserByName(workspace, name);
  if (user) return user;
  const names = [...workspace.users.values()].map((one) => one.name);
  throw refusal(
    'user_not_found',
    `Nobody is called '${name}' in the local Slack. There are ${names.join(', ')}.`,
  );
}
