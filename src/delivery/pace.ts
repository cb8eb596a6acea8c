/** Measures how fast subscribers finish what they have in hand. */
export interface Pace {
  /** Reports that an attempt has ended, so that its subscriber can take another. */
  ended(): void;
  /**
   * Reports how long a claim took. Returns the approximate number of attempts that will end during the next
   * claim, at the rate since the last report. If the next claim takes this many envelopes more than there is
   * credit for, subscribers stay busy during the claim after it.
   */
  during(claimMs: number): number;
}

/** @param now milliseconds of a monotonic clock */
export function createPace(now: () => number): Pace {
  let since = now();
  let count = 0;

  return {
    ended: () => void count++,
    during(claimMs) {
      const spanMs = Math.max(now() - since, claimMs);
      const expected = spanMs > 0 ? Math.floor((count * claimMs) / spanMs) : 0;
      since = now();
      count = 0;
      return expected;
    },
  };
}
