export interface BackoffOptions {
  firstMs: number;
  mostMs: number;
  /** 0 to 1, handed in so that tests choose; Math.random where absent. */
  random?: () => number;
}

/**
 * How long to wait before the next try: doubles with each one, with full jitter in its upper half, so that
 * many who failed together do not come back together.
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
