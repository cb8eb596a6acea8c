import type { Channel } from '../model.js';
import { findChannelByName } from './find.js';
import { newId, seconds } from './ids.js';
import { postMessage } from './messages.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

const NO_TOPIC = { value: '', creator: '', last_set: 0 };

/** A new conversation without a name or members. The caller adds it to the workspace. */
export function blankChannel(workspace: Workspace, prefix: 'C' | 'D' | 'G', creator: string): Channel {
  const now = workspace.now();
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
    created: seconds(now),
    updated: now.getTime(),
    creator,
    topic: NO_TOPIC,
    purpose: NO_TOPIC,
    previous_names: [],
    members: [],
    closed_by: [],
    last_read: {},
  };
}

/** @throws refusal `name_taken`, `invalid_name_required`, `invalid_name_maxlength` or `invalid_name_specials` */
export function createChannel(
  workspace: Workspace,
  { name, is_private, user }: { name: string; is_private: boolean; user: string },
): Channel {
  checkName(workspace, name);
  const channel: Channel = { ...blankChannel(workspace, 'C', user), name, is_private, members: [user] };
  workspace.channels.set(channel.id, channel);
  workspace.messages.set(channel.id, []);
  workspace.emit({ kind: 'channel_created', channel, user });
  return channel;
}

/** Adds the user to the channel, and posts Slack's message about it. Does nothing if the user is a member already. */
export function addMember(workspace: Workspace, channel: Channel, user: string, inviter?: string): void {
  if (channel.members.includes(user)) return;
  channel.members.push(user);
  workspace.emit({ kind: 'member_joined', channel, user, inviter });
  const subtype = 'channel_join';
  const extra = inviter ? { inviter } : {};
  postMessage(workspace, channel, { user, subtype, text: `<@${user}> has joined the channel`, extra });
}

/** @throws refusal `cant_leave_general` or `cant_kick_from_general`, `not_in_channel` */
export function removeMember(workspace: Workspace, channel: Channel, user: string, by: string): void {
  const self = user === by;
  if (channel.is_general) {
    throw refusal(
      self ? 'cant_leave_general' : 'cant_kick_from_general',
      `#${channel.name} is the general channel. Every member has to stay in it.`,
    );
  }
  if (!channel.members.includes(user)) throw refusal('not_in_channel', `${user} is not in #${channel.name}.`);
  const subtype = 'channel_leave';
  postMessage(workspace, channel, { user, subtype, text: `<@${user}> has left the channel` });
  channel.members = channel.members.filter((one) => one !== user);
  workspace.emit({ kind: 'member_left', channel, user, by });
}

/** @throws refusal `name_taken`, `invalid_name_required`, `invalid_name_maxlength` or `invalid_name_specials` */
export function renameChannel(workspace: Workspace, channel: Channel, name: string, user: string): void {
  checkName(workspace, name);
  const old_name = channel.name;
  channel.previous_names = [old_name, ...channel.previous_names];
  channel.name = name;
  touch(workspace, channel);
  workspace.emit({ kind: 'channel_renamed', channel });
  const subtype = 'channel_name';
  const text = `<@${user}> has renamed the channel from "${old_name}" to "${name}"`;
  postMessage(workspace, channel, { user, subtype, text, extra: { old_name, name } });
}

export function describeChannel(
  workspace: Workspace,
  channel: Channel,
  user: string,
  { field, value }: { field: 'topic' | 'purpose'; value: string },
): void {
  channel[field] = { value, creator: user, last_set: seconds(workspace.now()) };
  touch(workspace, channel);
  workspace.emit({ kind: 'channel_touched', channel });
  const subtype = `channel_${field}`;
  const name = field === 'purpose' ? 'description' : field;
  const text = `<@${user}> set the channel ${name}: ${value}`;
  postMessage(workspace, channel, { user, subtype, text, extra: { [field]: value } });
}

/** @throws refusal `already_archived`, `not_archived` or `cant_archive_general` */
export function archiveChannel(
  workspace: Workspace,
  channel: Channel,
  archived: boolean,
  user: string,
): void {
  if (channel.is_general)
    throw refusal(
      'cant_archive_general',
      `#${channel.name} is the general channel, which cannot be archived.`,
    );
  if (channel.is_archived === archived) {
    const message = `#${channel.name} is ${archived ? 'already' : 'not'} archived.`;
    throw refusal(archived ? 'already_archived' : 'not_archived', message);
  }
  const subtype = archived ? 'channel_archive' : 'channel_unarchive';
  const text = `<@${user}> ${archived ? 'archived' : 'un-archived'} the channel`;
  channel.is_archived = archived;
  touch(workspace, channel);
  workspace.emit({ kind: archived ? 'channel_archived' : 'channel_unarchived', channel, user });
  postMessage(workspace, channel, { user, subtype, text });
}

function touch(workspace: Workspace, channel: Channel): void {
  channel.updated = workspace.now().getTime();
}

/** @throws refusal `invalid_name_required`, `invalid_name_maxlength`, `invalid_name_specials` or `name_taken` */
function checkName(workspace: Workspace, name: string): void {
  if (!name) throw refusal('invalid_name_required', 'A channel needs a name.');
  if (name.length > 80)
    throw refusal('invalid_name_maxlength', "A channel's name can have at most 80 characters.");
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) {
    throw refusal(
      'invalid_name_specials',
      `'${name}' is not a valid channel name. Use lowercase letters, digits, hyphens and underscores.`,
    );
  }
  if (findChannelByName(workspace, name))
    throw refusal('name_taken', `A channel #${name} already exists. Choose another name.`);
}
