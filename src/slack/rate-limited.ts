import type { SlackAnswer } from './call.js';

/**
 * Returns the answer to a call that Slack refused with a rate limit, or that havoc did not send because of one.
 *
 * @param retryAfterMs how long Slack asks to wait; absent if Slack does not say
 */
export function rateLimited(retryAfterMs?: number): SlackAnswer {
  const body = { ok: false, error: 'ratelimited' };
  return { ...body, status: 429, body, retryAfterMs };
}
