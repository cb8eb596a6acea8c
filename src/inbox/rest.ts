/** Keeps the walk over all conversations from becoming the work, where it is long and finds nothing. */
export interface Rest {
  isResting(): boolean;
  /** A walk over so many conversations, which were all there are, took so long and found none that is ready. */
  tired(conversations: number, tookMs: number): void;
}

/** A walk over fewer may be repeated at once. */
const MANY = 5_000;
/** Times as long as the walk took. */
const REST = 4;

/**
 * The walk looks at conversations that wait for a delay or for an envelope in hand, too. With a hundred thousand of
 * those it takes seconds; so it rests for four times as long. Meanwhile claims look at what they are given hints about
 * and at leases that ran out.
 *
 * @param onRested told at the end of each rest
 * @param now milliseconds on a clock that only goes forward
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
