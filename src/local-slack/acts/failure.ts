import type { Attempt } from '../apps/push.js';
import type { Result } from '../protocol.js';

/**
 * The result that tells a person that the app failed.
 *
 * @param attempt undefined if no request URL is set
 * @returns undefined if the app accepted the push
 */
export function failureOf(attempt: Attempt | undefined, what = 'This app'): Result | undefined {
  const error = failureCode(attempt);
  return error === undefined
    ? undefined
    : { ok: false, error, text: `${what} failed with the error "${error}"` };
}

function failureCode(attempt: Attempt | undefined): string | undefined {
  if (!attempt) return 'app_missing_action_url';
  if (attempt.failure === 'http_timeout' || attempt.failure === 'timeout') return 'operation_timeout';
  return attempt.failure ? 'dispatch_failed' : undefined;
}
