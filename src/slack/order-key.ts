import type { Json } from '../base/index.js';
import { aboutWhom, whoseIs } from './whose.js';

/**
 * The conversation that a payload belongs to, for subscribers that want one thing at a time of each: a thread, else
 * the channel beside its threads, else the user. Undefined for what happened in neither.
 */
export function orderKeyOf(kind: string, body: Json): string | undefined {
  const { team_id, enterprise_id } = whoseIs(kind, body);
  const { channel_id, user_id, thread_ts } = aboutWhom(kind, body);
  const team = team_id ?? enterprise_id ?? '';
  if (channel_id !== undefined) return `${team}:${channel_id}:${thread_ts ?? ''}`;
  return user_id === undefined ? undefined : `${team}:user:${user_id}`;
}
