import type { Channel } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { channels, directs, memberships, users } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import { blankChannel, putMembers } from './channels.js';
import { getUser } from './find.js';
import { touchMembership } from './memberships.js';

/** The direct message between exactly these members, if it was ever opened. */
export async function findDirect(
  { db, team }: Workspace,
  members: readonly string[],
): Promise<Channel | undefined> {
  const found = await db.find(directs, keyOf(team.id, sorted(members)));
  return found && db.find(channels, found.channel);
}

/**
 * Opens the direct message between a user and one to eight others. If the only other is the user, opens the direct
 * message in which the user keeps notes. The same members always get the same direct message.
 *
 * @throws refusal `user_not_found`, `not_enough_users` or `too_many_users`
 */
export async function openDirect(
  workspace: WritableWorkspace,
  user: string,
  others: readonly string[],
): Promise<{ channel: Channel; already_open: boolean }> {
  if (others.length === 0)
    throw refusal('not_enough_users', 'A direct message needs another user. Give at least one.');
  if (others.length > 8)
    throw refusal('too_many_users', 'A group direct message can have at most nine members.');
  const named = await Promise.all(others.map((id) => getUser(workspace, id)));
  const members = [...new Set([user, ...others])];
  const known = await findDirect(workspace, members);
  if (known) {
    const membership = await workspace.db.find(memberships, keyOf(known.id, user));
    const already_open = !membership?.is_closed;
    if (!already_open) await touchMembership(workspace, known, user, { is_closed: false });
    return { channel: known, already_open };
  }
  const isGroup = members.length > 2;
  const blank = blankChannel(workspace, isGroup ? 'G' : 'D', { creator: user, at: workspace.now() });
  const handles = [(await getUser(workspace, user)).name, ...named.map(({ name }) => name)];
  const name = isGroup ? `mpdm-${[...new Set(handles)].join('--')}-1` : '';
  const teams = await teamsOf(workspace, members);
  const channel = putMembers(workspace, { ...blank, name, teams }, members);
  for (const team of teams)
    workspace.db.put(directs, { team, members: sorted(members), channel: channel.id });
  workspace.emit({ kind: 'channel_touched', channel });
  return { channel, already_open: false };
}

/** This workspace, and those of the members who are not in it. */
async function teamsOf({ db, team }: Workspace, members: readonly string[]): Promise<string[]> {
  const teams = new Set([team.id]);
  for (const id of members) {
    if (await db.find(users, keyOf(team.id, id))) continue;
    for (const { team_id } of await db.list(users, 'id', id)) teams.add(team_id);
  }
  return [...teams];
}

function sorted(members: readonly string[]): string {
  return [...new Set(members)].sort().join();
}
