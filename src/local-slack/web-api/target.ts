import type { Channel } from '../model.js';
import { refusal } from '../refusal.js';
import { openDirect } from '../workspaces/direct.js';
import {
  findChannel,
  findChannelByName,
  findUser,
  getChannel,
  getWritableChannel,
} from '../workspaces/find.js';
import type { ChangingCall } from './method.js';

/**
 * The conversation to post in. The argument `channel` can be the id of a conversation, the id of a user (for the
 * direct message with that user), or the name of a channel, which chat.postMessage still accepts.
 *
 * @throws refusal `channel_not_found`, `not_in_channel` or `is_archived`
 */
export async function getTarget(call: ChangingCall): Promise<Channel> {
  const { workspace, installed, actor, args } = call;
  const given = args.get('channel');
  const { id: user } = actor.user;
  const channel = await findChannel(workspace, given);
  if (channel) return getPostable(call, channel.id);
  const other = await findUser(workspace, given);
  if (other) {
    if (other.id === installed.installation.bot_user_id && actor.is_bot) {
      throw refusal('cannot_dm_bot', 'An app cannot send a direct message to itself.');
    }
    return (await openDirect(workspace, user, [other.id])).channel;
  }
  const named = await findChannelByName(workspace, given);
  return getPostable(call, named?.id ?? given);
}

/**
 * A channel that the token may post in. A bot with the scope `chat:write.public` need not be in a public channel.
 * docs.slack.dev/reference/scopes/chat.write.public
 */
async function getPostable({ workspace, installed, actor }: ChangingCall, id: string): Promise<Channel> {
  const { id: user } = actor.user;
  const channel = await getChannel(workspace, id, user);
  const isOpen = channel.is_channel && !channel.is_private && !channel.is_archived;
  const hasScope = installed.installation.scopes.bot?.includes('chat:write.public') === true;
  return isOpen && hasScope && actor.is_bot ? channel : getWritableChannel(workspace, id, user);
}
