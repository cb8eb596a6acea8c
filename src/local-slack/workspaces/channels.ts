import { newId, seconds } from '../ids.js';
import type { Channel, Topic } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { channels, memberships, placements } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import { channelType, findChannelByName } from './find.js';
import { postMessage } from './messages.js';

const NO_TOPIC: Topic = { value: '', creator: '', last_set: 0 };

/** A new conversation of this workspace, without a name or members. */
export function blankChannel(
  { team }: Pick<Workspace, 'team'>,
  prefix: 'C' | 'D' | 'G',
  { creator, at }: { creator: string; at: Date },
): Channel {
  return {
    id: newId(prefix),
    name: '',
    is_channel: prefix === 'C',
    is_group: false,
    is_im: prefix === 'D',
    is_mpim: prefix === 'G',
    is_private: prefix !== 'C',
    is_archived: false,
    is_general: false,
    created: seconds(at),
    updated: at.getTime(),
    creator,
    topic: NO_TOPIC,
    purpose: NO_TOPIC,
    previous_names: [],
    teams: [team.id],
    member_count: 0,
  };
}

/** Stores the channel, and where each workspace that shares it finds it. */
function putChannel({ db }: Pick<WritableWorkspace, 'db'>, channel: Channel): void {
  db.put(channels, channel);
  const { id, name, teams, is_archived } = channel;
  for (const team of teams) {
    db.put(placements, { team, channel: id, name, type: channelType(channel), is_archived });
  }
}

/** Stores a channel with its members. @returns the channel with their number */
export function putMembers(
  { db }: Pick<WritableWorkspace, 'db'>,
  channel: Channel,
  users: readonly string[],
): Channel {
  for (const user of users) db.put(memberships, { channel: channel.id, user });
  const counted = { ...channel, member_count: users.length };
  putChannel({ db }, counted);
  return counted;
}

/** @throws refusal `name_taken`, `invalid_name_required`, `invalid_name_maxlength` or `invalid_name_specials` */
export async function createChannel(
  workspace: WritableWorkspace,
  { name, is_private, user }: { name: string; is_private: boolean; user: string },
): Promise<Channel> {
  await checkName(workspace, name);
  const blank = blankChannel(workspace, 'C', { creator: user, at: workspace.now() });
  const channel = putMembers(workspace, { ...blank, name, is_private }, [user]);
  workspace.emit({ kind: 'channel_created', channel, user });
  return channel;
}

/**
 * Adds the user to the channel, and posts Slack's message about it. Does nothing if the user is a member already.
 *
 * @returns the channel after it
 */
export async function addMember(
  workspace: WritableWorkspace,
  before: Channel,
  user: string,
  inviter?: string,
): Promise<Channel> {
  if (await isMember(workspace, before.id, user)) return before;
  workspace.db.put(memberships, { channel: before.id, user });
  const channel = changeChannel(workspace, before, { member_count: before.member_count + 1 });
  workspace.emit({ kind: 'member_joined', channel, user, inviter });
  const subtype = 'channel_join';
  const extra = inviter ? { inviter } : {};
  await postMessage(workspace, channel, { user, subtype, text: `<@${user}> has joined the channel`, extra });
  return channel;
}

/** @throws refusal `cant_leave_general` or `cant_kick_from_general`, `not_in_channel` */
export async function removeMember(
  workspace: WritableWorkspace,
  before: Channel,
  user: string,
  by: string,
): Promise<void> {
  const self = user === by;
  if (before.is_general) {
    throw refusal(
      self ? 'cant_leave_general' : 'cant_kick_from_general',
      `#${before.name} is the general channel. Every member has to stay in it.`,
    );
  }
  if (!(await isMember(workspace, before.id, user)))
    throw refusal('not_in_channel', `${user} is not in #${before.name}.`);
  const subtype = 'channel_leave';
  await postMessage(workspace, before, { user, subtype, text: `<@${user}> has left the channel` });
  workspace.db.remove(memberships, keyOf(before.id, user));
  const channel = changeChannel(workspace, before, { member_count: before.member_count - 1 });
  workspace.emit({ kind: 'member_left', channel, user, by });
}

/** @throws refusal `name_taken`, `invalid_name_required`, `invalid_name_maxlength` or `invalid_name_specials` */
export async function renameChannel(
  workspace: WritableWorkspace,
  before: Channel,
  name: string,
  user: string,
): Promise<Channel> {
  await checkName(workspace, name);
  const old_name = before.name;
  const channel = changeChannel(workspace, before, {
    name,
    previous_names: [old_name, ...before.previous_names],
    updated: workspace.now().getTime(),
  });
  workspace.emit({ kind: 'channel_renamed', channel });
  const subtype = 'channel_name';
  const text = `<@${user}> has renamed the channel from "${old_name}" to "${name}"`;
  await postMessage(workspace, channel, { user, subtype, text, extra: { old_name, name } });
  return channel;
}

export async function describeChannel(
  workspace: WritableWorkspace,
  before: Channel,
  user: string,
  { field, value }: { field: 'topic' | 'purpose'; value: string },
): Promise<Channel> {
  const now = workspace.now();
  const channel = changeChannel(workspace, before, {
    [field]: { value, creator: user, last_set: seconds(now) },
    updated: now.getTime(),
  });
  workspace.emit({ kind: 'channel_touched', channel });
  const subtype = `channel_${field}`;
  const name = field === 'purpose' ? 'description' : field;
  const text = `<@${user}> set the channel ${name}: ${value}`;
  await postMessage(workspace, channel, { user, subtype, text, extra: { [field]: value } });
  return channel;
}

/** @throws refusal `already_archived`, `not_archived` or `cant_archive_general` */
export async function archiveChannel(
  workspace: WritableWorkspace,
  before: Channel,
  is_archived: boolean,
  user: string,
): Promise<void> {
  if (before.is_general)
    throw refusal(
      'cant_archive_general',
      `#${before.name} is the general channel, which cannot be archived.`,
    );
  if (before.is_archived === is_archived) {
    const message = `#${before.name} is ${is_archived ? 'already' : 'not'} archived.`;
    throw refusal(is_archived ? 'already_archived' : 'not_archived', message);
  }
  const subtype = is_archived ? 'channel_archive' : 'channel_unarchive';
  const text = `<@${user}> ${is_archived ? 'archived' : 'un-archived'} the channel`;
  const channel = changeChannel(workspace, before, { is_archived, updated: workspace.now().getTime() });
  workspace.emit({ kind: is_archived ? 'channel_archived' : 'channel_unarchived', channel, user });
  await postMessage(workspace, channel, { user, subtype, text });
}

function changeChannel(workspace: WritableWorkspace, before: Channel, change: Partial<Channel>): Channel {
  const channel = { ...before, ...change };
  putChannel(workspace, channel);
  return channel;
}

/** @throws refusal `invalid_name_required`, `invalid_name_maxlength`, `invalid_name_specials` or `name_taken` */
async function checkName(workspace: Workspace, name: string): Promise<void> {
  if (!name) throw refusal('invalid_name_required', 'A channel needs a name.');
  if (name.length > 80)
    throw refusal('invalid_name_maxlength', "A channel's name can have at most 80 characters.");
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) {
    throw refusal(
      'invalid_name_specials',
      `'${name}' is not a valid channel name. Use lowercase letters, digits, hyphens and underscores.`,
    );
  }
  if (await findChannelByName(workspace, name))
    throw refusal('name_taken', `A channel #${name} already exists. Choose another name.`);
}
