import type { Channel } from '../model.js';
import { blankChannel } from './channels.js';
import { getUser } from './find.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

/** The name that Slack gives to a group direct message. */
function groupName(workspace: Workspace, members: readonly string[]): string {
  return `mpdm-${members.map((id) => workspace.users.get(id)?.name ?? id).join('--')}-1`;
}

/** The direct message between exactly these members, if it was ever opened. */
export function findDirect(workspace: Workspace, members: readonly string[]): Channel | undefined {
  const wanted = [...new Set(members)].sort().join();
  return [...workspace.channels.values()].find(
    (channel) => (channel.is_im || channel.is_mpim) && [...channel.members].sort().join() === wanted,
  );
}

/**
 * Opens the direct message between a user and one to eight others. If the only other is the user, opens the direct
 * message in which the user keeps notes. The same members always get the same direct message.
 *
 * @throws refusal `user_not_found`, `not_enough_users` or `too_many_users`
 */
export function openDirect(
  workspace: Workspace,
  user: string,
  others: readonly string[],
): { channel: Channel; already_open: boolean } {
  if (others.length === 0)
    throw refusal('not_enough_users', 'A direct message needs another user. Give at least one.');
  if (others.length > 8)
    throw refusal('too_many_users', 'A group direct message can have at most nine members.');
  for (const id of others) getUser(workspace, id);
  const members = [...new Set([user, ...others])];
  const known = findDirect(workspace, members);
  if (known) {
    const already_open = !known.closed_by.includes(user);
    known.closed_by = known.closed_by.filter((one) => one !== user);
    return { channel: known, already_open };
  }
  const isGroup = members.length > 2;
  const channel: Channel = { ...blankChannel(workspace, isGroup ? 'G' : 'D', user), members };
  if (isGroup) channel.name = groupName(workspace, members);
  workspace.channels.set(channel.id, channel);
  workspace.messages.set(channel.id, []);
  workspace.emit({ kind: 'channel_touched', channel });
  return { channel, already_open: false };
}
