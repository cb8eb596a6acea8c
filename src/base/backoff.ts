export interface BackoffOptions {
  firstMs: number;
  mostMs: number;
  /** Returns a number from 0 to 1. Tests pass their own; the default is Math.random. */
  random?: () => number;
}

/**
 * Returns how long to wait before the next attempt. The wait doubles with each attempt, up to `mostMs`. Its upper half
 * is random, so that callers that failed together do not retry together.
 *
 * @param attempt 1 after the first failure
 * @returns milliseconds
 */
export function backoffMs(
  attempt: number,
  { firstMs, mostMs, random = Math.random }: BackoffOptions,
): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(whole / 2 + (whole / 2) * random());
}
