import { EVENT_SCOPES } from '../../slack/index.js';
import type { Channel } from '../model.js';
import { CONVERSATION_SCOPES } from '../web-api/scopes.js';
import { channelType } from '../workspaces/find.js';
import type { Receiver } from './receivers.js';

/**
 * True if the receiver was granted a scope for the event.
 *
 * @param subscription the event's type, or as in `message.channels`
 */
export function mayReceive(
  { installation, seer }: Pick<Receiver, 'installation' | 'seer'>,
  subscription: string,
  channel: Channel | undefined,
): boolean {
  const granted = seer.is_bot ? installation.scopes.bot : installation.scopes.user;
  const needed = EVENT_SCOPES[subscription] ?? [];
  if (granted === undefined || needed === 'user' || needed.length === 0) return true;
  const own =
    channel && needed.filter((scope) => scope.startsWith(CONVERSATION_SCOPES[channelType(channel)]));
  return (own && own.length > 0 ? own : needed).some((scope) => granted.includes(scope));
}
