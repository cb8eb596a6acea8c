/** Limits the time spent on walks over all conversations if they take long and find nothing. */
export interface Rest {
  isResting(): boolean;
  /**
   * Reports a walk that found no ready conversation: how many conversations it looked at, and how long it
   * took.
   */
  tired(conversations: number, tookMs: number): void;
}

/** A walk over fewer conversations may be repeated at once. */
const MANY = 5_000;
/** A rest lasts this many times as long as the walk took. */
const REST = 4;

/**
 * Creates the `Rest` of one inbox. The walk also looks at conversations that wait for a delay or for an
 * envelope in hand. With a hundred thousand of those it takes seconds, so it then rests for four times as
 * long. Meanwhile claims find conversations only by hints and by leases that ran out.
 *
 * @param onRested called at the end of each rest
 * @param now milliseconds of a monotonic clock
 */
export function createRest(onRested: () => void, now = () => performance.now()): Rest {
  let restsUntil = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  return {
    isResting: () => now() < restsUntil,
    tired(conversations, tookMs) {
      if (conversations < MANY) return;
      restsUntil = now() + REST * tookMs;
      clearTimeout(timer);
      timer = setTimeout(onRested, REST * tookMs + 1);
      timer.unref();
    },
  };
}
