/** How fast subscribers finish what they have in hand. */
export interface Pace {
  /** One attempt has ended, so that its subscriber can take another. */
  ended(): void;
  /**
   * A claim took so long: about how many attempts end during the next one, as things went since the last claim. When a
   * claim brings as many more than there is credit for, subscribers have something to do while the next is under way.
   */
  during(claimMs: number): number;
}

/** @param now milliseconds on a clock that only goes forward */
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
