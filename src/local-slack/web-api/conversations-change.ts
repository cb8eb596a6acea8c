import type { Channel, Json } from '../model.js';
import { isMember, isPublic } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import {
  addMember,
  archiveChannel,
  createChannel,
  describeChannel,
  removeMember,
  renameChannel,
} from '../workspaces/channels.js';
import { getChannel, getUser, getWritableChannel } from '../workspaces/find.js';
import { toConversation } from './conversation-json.js';
import { type ChangingCall, changing, type MethodCall, type Methods } from './method.js';

/** Methods that change a channel or who its members are. */
export const conversationsChange: Methods = changing({
  'conversations.create': async (call) => {
    const { workspace, actor, args } = call;
    const is_private = args.flag('is_private');
    const name = args.get('name');
    return shown(call, await createChannel(workspace, { name, is_private, user: actor.user.id }));
  },

  'conversations.join': async (call) => {
    const { workspace, actor, args } = call;
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    if (!isPublic(channel)) {
      throw refusal(
        'method_not_supported_for_channel_type',
        'Only public channels can be joined. Ask a member for an invitation.',
      );
    }
    if (channel.is_archived) throw refusal('is_archived', `#${channel.name} is archived.`);
    const already = await isMember(workspace, channel.id, actor.user.id);
    const joined = await addMember(workspace, channel, actor.user.id);
    return { ...(await shown(call, joined)), ...(already && { warning: 'already_in_channel' }) };
  },

  'conversations.leave': async ({ workspace, actor, args }) => {
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    if (!(await isMember(workspace, channel.id, actor.user.id))) return { not_in_channel: true };
    refuseDirect(channel);
    await removeMember(workspace, channel, actor.user.id, actor.user.id);
    return {};
  },

  'conversations.invite': async (call) => {
    const { workspace, actor, args } = call;
    const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    const users = args.ids('users');
    if (users.length === 0) throw refusal('no_user', 'Give the users to invite in `users`.');
    for (const id of users) await getUser(workspace, id, 'user_not_found');
    if (users.every((id) => id === actor.user.id))
      throw refusal('cant_invite_self', 'The caller cannot invite themselves.');
    const known = await Promise.all(users.map((id) => isMember(workspace, channel.id, id)));
    if (known.every(Boolean))
      throw refusal('already_in_channel', `All these users are already in #${channel.name}.`);
    let after = channel;
    for (const id of users) after = await addMember(workspace, after, id, actor.user.id);
    return shown(call, after);
  },

  'conversations.kick': async ({ workspace, actor, args }) => {
    const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    const user = (await getUser(workspace, args.get('user'), 'user_not_found')).id;
    if (user === actor.user.id)
      throw refusal('cant_kick_self', 'The caller cannot kick themselves. Use conversations.leave.');
    await removeMember(workspace, channel, user, actor.user.id);
    return { errors: {} };
  },

  'conversations.rename': async (call) => {
    const { workspace, actor, args } = call;
    const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
    refuseDirect(channel);
    return shown(call, await renameChannel(workspace, channel, args.get('name'), actor.user.id));
  },

  'conversations.setTopic': (call) => describe(call, 'topic'),
  'conversations.setPurpose': async (call) => ({
    ...(await describe(call, 'purpose')),
    purpose: call.args.find('purpose') ?? '',
  }),

  'conversations.archive': (call) => archive(call, true),
  'conversations.unarchive': (call) => archive(call, false),
});

async function shown({ workspace, actor }: MethodCall, channel: Channel): Promise<Json> {
  return { channel: await toConversation(workspace, channel, actor.user.id) };
}

async function describe(call: ChangingCall, field: 'topic' | 'purpose'): Promise<Json> {
  const { workspace, actor, args } = call;
  const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
  const value = args.find(field) ?? '';
  if (value.length > 250) throw refusal('too_long', `The ${field} can have at most 250 characters.`);
  return shown(call, await describeChannel(workspace, channel, actor.user.id, { field, value }));
}

async function archive({ workspace, actor, args }: ChangingCall, is_archived: boolean): Promise<Json> {
  const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
  refuseDirect(channel);
  await archiveChannel(workspace, channel, is_archived, actor.user.id);
  return {};
}

function refuseDirect(channel: Channel): void {
  if (!channel.is_im && !channel.is_mpim) return;
  throw refusal('method_not_supported_for_channel_type', 'This method does not work on direct messages.');
}
