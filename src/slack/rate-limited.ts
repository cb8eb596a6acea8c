import type { SlackAnswer } from './call.js';

/**
 * The answer to a call that Slack limits, or that is not made because Slack asked for a pause.
 *
 * @param retryAfterMs how long Slack wants to be left alone; absent where it does not say
 */
export function rateLimited(retryAfterMs?: number): SlackAnswer {
  const body = { ok: false, error: 'ratelimited' };
  return { ...body, status: 429, body, retryAfterMs };
}
