import { setTimeout as wait } from 'node:timers/promises';

/** Some 24 days: a timer of Node.js that is given more fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Whether the work was done within so many milliseconds, and before the signal; what is not goes on. */
export async function within(ms: number, work: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const over = AbortSignal.any([done.signal, ...(signal ? [signal] : [])]);
  try {
    return await Promise.race([
      work.then(() => true),
      wait(Math.min(ms, LONGEST_TIMER_MS), false, { signal: over }).catch(() => false),
    ]);
  } finally {
    done.abort();
  }
}
