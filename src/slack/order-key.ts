import type { Json } from '../base/index.js';
import { aboutWhom } from './about-whom.js';
import { whoseIs } from './whose.js';

/**
 * Returns the key of the conversation that a payload belongs to. Subscribers that need order get one payload at a time
 * for each key. The conversation is the thread, or else the channel outside its threads, or else the user. Returns
 * undefined if the payload has none of these.
 */
export function orderKeyOf(kind: string, body: Json): string | undefined {
  const { team_id, enterprise_id } = whoseIs(kind, body);
  const { channel_id, user_id, thread_ts } = aboutWhom(kind, body);
  const team = team_id ?? enterprise_id ?? '';
  if (channel_id !== undefined) return `${team}:${channel_id}:${thread_ts ?? ''}`;
  return user_id === undefined ? undefined : `${team}:user:${user_id}`;
}
