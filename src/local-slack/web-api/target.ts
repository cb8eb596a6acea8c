import type { Channel } from '../model.js';
import { refusal } from '../refusal.js';
import { openDirect } from '../workspaces/direct.js';
import { findChannel, findChannelByName, findUser, getWritableChannel } from '../workspaces/find.js';
import type { ChangingCall } from './method.js';

/**
 * The conversation to post in. The argument `channel` can be the id of a conversation, the id of a user (for the
 * direct message with that user), or the name of a channel, which chat.postMessage still accepts.
 *
 * @throws refusal `channel_not_found`, `not_in_channel` or `is_archived`
 */
export async function getTarget({ workspace, installed, actor, args }: ChangingCall): Promise<Channel> {
  const given = args.get('channel');
  const { id: user } = actor.user;
  const channel = await findChannel(workspace, given);
  if (channel) return getWritableChannel(workspace, channel.id, user);
  const other = await findUser(workspace, given);
  if (other) {
    if (other.id === installed.installation.bot_user_id && actor.is_bot) {
      throw refusal('cannot_dm_bot', 'An app cannot send a direct message to itself.');
    }
    return (await openDirect(workspace, user, [other.id])).channel;
  }
  const named = await findChannelByName(workspace, given);
  return getWritableChannel(workspace, named?.id ?? given, user);
}
