/** Which method of which workspace Slack wants left alone, and until when. */
export interface Holds {
  /** Milliseconds still to wait; 0 when a call may go. */
  leftMs(key: string): number;
  /** A later end of the same hold wins. */
  hold(key: string, ms: number): void;
}

/**
 * Remembers what Slack's 429s say, so that further calls wait instead of asking for another 429.
 *
 * @param options.elapsed milliseconds, of a clock that never goes back
 */
export function createHolds({ elapsed }: { elapsed: () => number }): Holds {
  const ends = new Map<string, number>();
  return {
    leftMs(key) {
      const left = Math.ceil((ends.get(key) ?? 0) - elapsed());
      if (left <= 0) ends.delete(key);
      return Math.max(left, 0);
    },
    hold(key, ms) {
      const end = elapsed() + ms;
      ends.set(key, Math.max(end, ends.get(key) ?? 0));
    },
  };
}
