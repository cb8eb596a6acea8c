import type { Fleet } from '../fleet/index.js';

/** Knows which method Slack limits in which workspace, and until when. */
export interface Holds {
  /** Returns how many milliseconds a call still has to wait; 0 if it may go. */
  leftMs(key: string): number;
  /** Starts a hold, on the other replicas too. If the key is already held, the later end counts. */
  hold(key: string, ms: number): void;
}

export interface HoldsOptions {
  /** A clock that never goes back, in milliseconds. */
  elapsed: () => number;
  /** The replicas whose calls Slack counts together with this one's; none if absent. */
  fleet?: Pick<Fleet, 'notify' | 'on'>;
}

const TOPIC = 'hold';

/** Remembers how long Slack's 429s ask to wait, so that further calls wait instead of getting another 429. */
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
