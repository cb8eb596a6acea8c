import { isObject, type JsonObject } from './body.js';
import { aboutWhom, whoseIs } from './whose.js';

/**
 * The conversation that a payload belongs to, for subscribers that want one thing at a time of each: a thread, else
 * the channel beside its threads, else the user. Undefined for what happened in neither.
 */
export function orderKeyOf(kind: string, body: JsonObject): string | undefined {
  const { team_id, enterprise_id } = whoseIs(kind, body);
  const { channel_id, user_id } = aboutWhom(kind, body);
  const team = team_id ?? enterprise_id ?? '';
  if (channel_id !== undefined) return `${team}:${channel_id}:${threadOf(kind, body) ?? ''}`;
  return user_id === undefined ? undefined : `${team}:user:${user_id}`;
}

/** An edit or a deletion says of the message in it which thread that is in. */
function threadOf(kind: string, body: JsonObject): string | undefined {
  const holders =
    kind === 'event'
      ? [body.event, read(body.event, 'message'), read(body.event, 'previous_message')]
      : [body.message, body.container];
  for (const holder of holders) {
    const thread = read(holder, 'thread_ts');
    if (typeof thread === 'string' && thread !== '') return thread;
  }
  return undefined;
}

function read(holder: unknown, key: string): unknown {
  return isObject(holder) ? holder[key] : undefined;
}
