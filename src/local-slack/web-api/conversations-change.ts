import type { Channel } from '../model.js';
import { isPublic } from '../policy/visibility.js';
import {
  addMember,
  archiveChannel,
  createChannel,
  describeChannel,
  removeMember,
  renameChannel,
} from '../state/channels.js';
import { findDirect, openDirect } from '../state/direct.js';
import { getChannel, getUser, getWritableChannel } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import { badArgument } from './args.js';
import { toConversation } from './conversation-json.js';
import type { MethodCall, Methods } from './method.js';

export const conversationsChange: Methods = {
  'conversations.create': (call) => {
    const { workspace, actor, args } = call;
    const is_private = args.flag('is_private');
    const channel = createChannel(workspace, { name: args.get('name'), is_private, user: actor.user.id });
    return shown(call, channel);
  },

  'conversations.join': (call) => {
    const { workspace, actor, args } = call;
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    if (!isPublic(channel)) {
      throw refusal(
        'method_not_supported_for_channel_type',
        'Only public channels can be joined. Ask a member for an invitation.',
      );
    }
    if (channel.is_archived) throw refusal('is_archived', `#${channel.name} is archived.`);
    const already = channel.members.includes(actor.user.id);
    addMember(workspace, channel, actor.user.id);
    return { ...shown(call, channel), ...(already && { warning: 'already_in_channel' }) };
  },

  'conversations.leave': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    if (!channel.members.includes(actor.user.id)) return { not_in_channel: true };
    refuseDirect(channel);
    removeMember(workspace, channel, actor.user.id, actor.user.id);
    return {};
  },

  'conversations.invite': (call) => {
    const { workspace, actor, args } = call;
    const channel = getWritableChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    const users = args.ids('users');
    if (users.length === 0) throw refusal('no_user', 'Give the users to invite in `users`.');
    for (const id of users) getUser(workspace, id, 'user_not_found');
    if (users.every((id) => id === actor.user.id))
      throw refusal('cant_invite_self', 'The caller cannot invite themselves.');
    if (users.every((id) => channel.members.includes(id))) {
      throw refusal('already_in_channel', `All these users are already in #${channel.name}.`);
    }
    for (const id of users) addMember(workspace, channel, id, actor.user.id);
    return shown(call, channel);
  },

  'conversations.kick': ({ workspace, actor, args }) => {
    const channel = getWritableChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    const user = getUser(workspace, args.get('user'), 'user_not_found').id;
    if (user === actor.user.id)
      throw refusal('cant_kick_self', 'The caller cannot kick themselves. Use conversations.leave.');
    removeMember(workspace, channel, user, actor.user.id);
    return { errors: {} };
  },

  'conversations.rename': (call) => {
    const { workspace, actor, args } = call;
    const channel = getWritableChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    renameChannel(workspace, channel, args.get('name'), actor.user.id);
    return shown(call, channel);
  },

  'conversations.setTopic': (call) => describe(call, 'topic'),
  'conversations.setPurpose': (call) => ({
    ...describe(call, 'purpose'),
    purpose: call.args.find('purpose') ?? '',
  }),

  'conversations.archive': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    archiveChannel(workspace, channel, true, actor.user.id);
    return {};
  },

  'conversations.unarchive': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    archiveChannel(workspace, channel, false, actor.user.id);
    return {};
  },

  'conversations.open': (call) => {
    const { workspace, actor, args } = call;
    const id = args.find('channel');
    const known = id ? getChannel(workspace, id, actor.user.id) : undefined;
    if (known) refuseAllButDirect(known);
    const users = known ? known.members.filter((one) => one !== actor.user.id) : args.ids('users');
    if (users.length === 0 && !known) throw refusal('users_list_not_supplied', 'Give `channel` or `users`.');
    if (args.flag('prevent_creation') && !findDirect(workspace, [actor.user.id, ...users])) {
      throw refusal('channel_not_found', 'This direct message was never opened.');
    }
    const { channel, already_open } = openDirect(workspace, actor.user.id, users);
    const whole = args.flag('return_im') || channel.is_mpim;
    return {
      ...(already_open && { no_op: true, already_open: true }),
      channel: whole ? toConversation(workspace, channel, actor.user.id) : { id: channel.id },
    };
  },

  'conversations.close': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    refuseAllButDirect(channel);
    if (channel.closed_by.includes(actor.user.id)) return { no_op: true, already_closed: true };
    channel.closed_by.push(actor.user.id);
    workspace.emit({ kind: 'channel_touched', channel });
    return {};
  },

  'conversations.mark': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    if (!channel.members.includes(actor.user.id))
      throw refusal('not_in_channel', 'Only a member can mark messages as read.');
    const ts = args.get('ts');
    if (!/^\d+(\.\d+)?$/.test(ts)) throw badArgument('ts is not a timestamp [json-pointer:/ts]');
    channel.last_read[actor.user.id] = ts;
    workspace.emit({ kind: 'channel_touched', channel });
    return {};
  },
};

function shown({ workspace, actor }: MethodCall, channel: Channel) {
  return { channel: toConversation(workspace, channel, actor.user.id) };
}

function describe(call: MethodCall, field: 'topic' | 'purpose') {
  const { workspace, actor, args } = call;
  const channel = getWritableChannel(workspace, args.get('channel'), actor.user.id);
  const value = args.find(field) ?? '';
  if (value.length > 250) throw refusal('too_long', `The ${field} can have at most 250 characters.`);
  describeChannel(workspace, channel, actor.user.id, { field, value });
  return shown(call, channel);
}

function refuseDirect(channel: Channel): void {
  if (!channel.is_im && !channel.is_mpim) return;
  throw refusal('method_not_supported_for_channel_type', 'This method does not work on direct messages.');
}

function refuseAllButDirect(channel: Channel): void {
  if (channel.is_im || channel.is_mpim) return;
  throw refusal('method_not_supported_for_channel_type', 'Only direct messages can be opened and closed.');
}
