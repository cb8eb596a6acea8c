/** Which method of which workspace Slack wants left alone, and until when. */
export interface Holds {
  /** Milliseconds still to wait; 0 when a call may go. */
  leftMs(key: string): number;
  /** A later end of the same hold wins. */
  hold(key: string, ms: number): void;
}

/** Remembers what Slack's 429s say, so that further calls wait instead of asking for another 429. */
export function createHolds({ now }: { now: () => Date }): Holds {
  const ends = new Map<string, number>();
  return {
    leftMs(key) {
      const left = (ends.get(key) ?? 0) - now().getTime();
      if (left <= 0) ends.delete(key);
      return Math.max(left, 0);
    },
    hold(key, ms) {
      const end = now().getTime() + ms;
      ends.set(key, Math.max(end, ends.get(key) ?? 0));
    },
  };
}
