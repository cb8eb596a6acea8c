import { HavocError } from '../base/index.js';

/** The last part of the names of methods that only read. */
const READS = new Set([
  ...['info', 'list', 'get', 'test', 'history', 'replies', 'members', 'identity', 'count'],
  ...['getPresence', 'getPermalink', 'lookupByEmail', 'conversations', 'all', 'messages', 'files'],
]);
/** Methods that can be called twice: the second call changes nothing more, and gets the same answer as the first. */
const REPEATABLE = new Set([
  ...['chat.update', 'views.publish', 'conversations.mark', 'conversations.open', 'conversations.join'],
  ...['conversations.setTopic', 'conversations.setPurpose', 'users.profile.set', 'users.setPresence'],
]);

/**
 * True if a call may be made again when its result is unknown. A call with a `hash` must not be made again: if Slack
 * has executed it, the hash has changed, and Slack would refuse the second call.
 */
export function isRepeatable(method: string, { hash }: Record<string, unknown>): boolean {
  if (hash !== undefined) return false;
  return REPEATABLE.has(method) || READS.has(method.slice(method.lastIndexOf('.') + 1));
}

/** True if a call failed on its way, so that Slack may or may not have executed it. */
export function isLostOnTheWay(thrown: unknown): boolean {
  return thrown instanceof HavocError && thrown.kind === 'unavailable';
}
