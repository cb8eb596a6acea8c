import type { Fleet } from '../fleet/index.js';

/** Which method of which workspace Slack wants left alone, and until when. */
export interface Holds {
  /** Milliseconds still to wait; 0 when a call may go. */
  leftMs(key: string): number;
  /** A later end of the same hold wins. The other replicas hold it too. */
  hold(key: string, ms: number): void;
}

export interface HoldsOptions {
  /** Milliseconds, of a clock that never goes back. */
  elapsed: () => number;
  /** Whose calls Slack counts together with this one's; none where absent. */
  fleet?: Pick<Fleet, 'notify' | 'on'>;
}

const TOPIC = 'hold';

/** Remembers what Slack's 429s say, so that further calls wait instead of asking for another 429. */
export function createHolds({ elapsed, fleet }: HoldsOptions): Holds {
  const ends = new Map<string, number>();
  function extend(key: string, ms: number): void {
    ends.set(key, Math.max(elapsed() + ms, ends.get(key) ?? 0));
  }
  fleet?.on(TOPIC, (payload) => {
    const { key, ms }: Record<string, unknown> = { ...payload };
    if (typeof key === 'string' && typeof ms === 'number') extend(key, ms);
  });
  return {
    leftMs(key) {
      const left = Math.ceil((ends.get(key) ?? 0) - elapsed());
      if (left <= 0) ends.delete(key);
      return Math.max(left, 0);
    },
    hold(key, ms) {
      extend(key, ms);
      fleet?.notify(TOPIC, { key, ms });
    },
  };
}
