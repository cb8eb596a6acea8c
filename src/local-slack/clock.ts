import { HavocError } from '../base/index.js';

/** The time of a world, by which its tokens, codes and trigger_ids expire. */
export interface Clock {
  now(): Date;
  /**
   * Moves the time forward, at once. Timers that wait in real time, such as those before retries, do not end earlier.
   *
   * @throws HavocError `local_slack.clock_cannot_go_back` (invalid_argument) if it is negative
   */
  advance(ms: number): void;
}

/** @param real the time before the clock is moved */
export function createClock(real: () => Date): Clock {
  let aheadMs = 0;
  return {
    now: () => new Date(real().getTime() + aheadMs),
    advance: (ms) => {
      if (!(ms >= 0)) {
        throw new HavocError({
          kind: 'invalid_argument',
          code: 'local_slack.clock_cannot_go_back',
          message: `The clock cannot be moved by ${ms} ms. Give a number of milliseconds that is not negative.`,
        });
      }
      aheadMs += ms;
    },
  };
}
