import type { Context } from './handlers.js';
import { asText, type Payload } from './kinds.js';

/** Events that listeners receive even when the app's own bot caused them. */
const KEPT = ['member_joined_channel', 'member_left_channel'];

/** True if the app's own bot caused the event, by the rule of Bolt's `ignoreSelf`. */
export function isOwnEcho({ kind, subjects }: Payload, { botId, botUserId }: Context): boolean {
  const [event] = subjects;
  if (kind !== 'event' || event === undefined) return false;
  if (event.type === 'message' && event.subtype === 'bot_message')
    return botId !== undefined && event.bot_id === botId;
  return botUserId !== undefined && event.user === botUserId && !KEPT.includes(asText(event.type) ?? '');
}
