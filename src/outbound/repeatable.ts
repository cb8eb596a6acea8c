import { HavocError } from '../base/index.js';

/** The last word of methods that only read. */
const READS = new Set([
  ...['info', 'list', 'get', 'test', 'history', 'replies', 'members', 'identity', 'count'],
  ...['getPresence', 'getPermalink', 'lookupByEmail', 'conversations', 'all', 'messages', 'files'],
]);
/** Methods that leave the same behind when they are done twice, and answer the second time as the first. */
const REPEATABLE = new Set([
  ...['chat.update', 'views.publish', 'conversations.mark', 'conversations.open', 'conversations.join'],
  ...['conversations.setTopic', 'conversations.setPurpose', 'users.profile.set', 'users.setPresence'],
]);

/**
 * Whether a call may be made again when nobody knows what became of it. One with a `hash` may not: when Slack has
 * done it, the hash is another.
 */
export function isRepeatable(method: string, { hash }: Record<string, unknown>): boolean {
  if (hash !== undefined) return false;
  return REPEATABLE.has(method) || READS.has(method.slice(method.lastIndexOf('.') + 1));
}

/** Whether a call failed on its way, so that Slack may or may not have done it. */
export function isLostOnTheWay(thrown: unknown): boolean {
  return thrown instanceof HavocError && thrown.kind === 'unavailable';
}
