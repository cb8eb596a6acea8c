import type { Channel, User } from '../model.js';
import { findChannelByName, findUserByName } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import type { Workspace } from '../state/workspace.js';

/** The channel with this name (with or without `#`) or id. @throws refusal whose message lists the channels */
export function channelNamed(workspace: Workspace, name: string): Channel {
  const channel = workspace.channels.get(name) ?? findChannelByName(workspace, name);
  if (channel) return channel;
  const names = [...workspace.channels.values()].filter((one) => one.name).map((one) => `#${one.name}`);
  throw refusal(
    'channel_not_found',
    `The local Slack has no channel '${name}'. Its channels are ${names.join(', ')}.`,
  );
}

/** The user with this handle, name or id. @throws refusal whose message lists the users */
export function personNamed(workspace: Workspace, name: string): User {
  const user = workspace.users.get(name) ?? findUserByName(workspace, name);
  if (user) return user;
  const names = [...workspace.users.values()].map((one) => one.name);
  throw refusal(
    'user_not_found',
    `The local Slack has no user '${name}'. Its users are ${names.join(', ')}.`,
  );
}
