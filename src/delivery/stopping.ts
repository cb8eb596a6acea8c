import { within } from '../base/index.js';
import type { Subscriber } from './subscriber.js';

/**
 * The extra time for the work. If the database responds, the work ends within it. If not, the work may never
 * end.
 */
const LAST_MS = 1_000;

/** Resolves with true if the work ends before `end`, or within `LAST_MS` after `end` or `hurry`. */
export async function whileThereIsTime(
  work: Promise<unknown>,
  end: number,
  hurry: AbortSignal | undefined,
): Promise<boolean> {
  const leftMs = Math.max(0, end - performance.now());
  return (await within(leftMs, work, hurry)) || within(LAST_MS, work);
}

/** Waits until only silent subscribers have something in hand, but no longer than until `end` or `hurry`. */
export async function untilIdle(
  subscribers: readonly Subscriber[],
  end: number,
  hurry: AbortSignal | undefined,
): Promise<void> {
  const isBusy = () => subscribers.some((one) => one.inFlight().length > 0 && !one.isSilent());
  while (performance.now() < end && !hurry?.aborted && isBusy()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
