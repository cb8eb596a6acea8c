import { within } from '../base/index.js';
import type { Subscriber } from './subscriber.js';

/** A database that is there takes what is left at once, so it has a moment more; one that is silent never does. */
const LAST_MS = 1_000;

/** Whether the work was done before the end, or shortly after it or the hurry. */
export async function whileThereIsTime(
  work: Promise<unknown>,
  end: number,
  hurry: AbortSignal | undefined,
): Promise<boolean> {
  const leftMs = Math.max(0, end - performance.now());
  return (await within(leftMs, work, hurry)) || within(LAST_MS, work);
}

/** Waits until nobody who says anything has something in hand, till the end or the hurry. */
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
