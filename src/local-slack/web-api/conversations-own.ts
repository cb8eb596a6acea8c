import type { Channel } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { findDirect, openDirect } from '../workspaces/direct.js';
import { getChannel, membersOf } from '../workspaces/find.js';
import { touchMembership } from '../workspaces/memberships.js';
import { memberships } from '../world/collections.js';
import { badArgument } from './args.js';
import { toConversation } from './conversation-json.js';
import { changing, type Methods } from './method.js';

/** Methods that change how the caller alone sees a conversation. */
export const conversationsOwn: Methods = changing({
  'conversations.open': async ({ workspace, actor, args }) => {
    const me = actor.user.id;
    const id = args.find('channel');
    const known = id ? await getChannel(workspace, id, me) : undefined;
    if (known) refuseAllButDirect(known);
    const users = known
      ? (await membersOf(workspace, known.id)).filter((one) => one !== me)
      : args.ids('users');
    if (users.length === 0 && !known) throw refusal('users_list_not_supplied', 'Give `channel` or `users`.');
    if (args.flag('prevent_creation') && !(await findDirect(workspace, [me, ...users]))) {
      throw refusal('channel_not_found', 'This direct message was never opened.');
    }
    const { channel, already_open } = await openDirect(workspace, me, users);
    const whole = args.flag('return_im') || channel.is_mpim;
    return {
      ...(already_open && { no_op: true, already_open: true }),
      channel: whole ? await toConversation(workspace, channel, me) : { id: channel.id },
    };
  },

  'conversations.close': async ({ workspace, actor, args }) => {
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    refuseAllButDirect(channel);
    const membership = await workspace.db.find(memberships, keyOf(channel.id, actor.user.id));
    if (membership?.is_closed) return { no_op: true, already_closed: true };
    await touchMembership(workspace, channel, actor.user.id, { is_closed: true });
    return {};
  },

  'conversations.mark': async ({ workspace, actor, args }) => {
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    if (!(await isMember(workspace, channel.id, actor.user.id)))
      throw refusal('not_in_channel', 'Only a member can mark messages as read.');
    const ts = args.get('ts');
    if (!/^\d+(\.\d+)?$/.test(ts)) throw badArgument('ts is not a timestamp [json-pointer:/ts]');
    await touchMembership(workspace, channel, actor.user.id, { last_read: ts });
    return {};
  },
});

function refuseAllButDirect(channel: Channel): void {
  if (channel.is_im || channel.is_mpim) return;
  throw refusal('method_not_supported_for_channel_type', 'Only direct messages can be opened and closed.');
}
