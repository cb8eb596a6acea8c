import type { Channel } from '../model.js';
import { openDirect } from '../state/direct.js';
import { findChannelByName, getWritableChannel } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import type { MethodCall } from './method.js';

/**
 * The conversation to post in. The argument `channel` can be the id of a conversation, the id of a user (for the
 * direct message with that user), or the name of a channel, which chat.postMessage still accepts.
 *
 * @throws refusal `channel_not_found`, `not_in_channel` or `is_archived`
 */
export function getTarget({ workspace, actor, args }: MethodCall): Channel {
  const given = args.get('channel');
  const { id: user } = actor.user;
  const other = workspace.users.get(given);
  if (other) {
    if (other.id === workspace.app.bot_user_id && actor.is_bot) {
      throw refusal('cannot_dm_bot', 'An app cannot send a direct message to itself.');
    }
    return openDirect(workspace, user, [other.id]).channel;
  }
  const id = workspace.channels.has(given) ? given : (findChannelByName(workspace, given)?.id ?? given);
  return getWritableChannel(workspace, id, user);
}
