import { setTimeout as wait } from 'node:timers/promises';

/** The longest delay of a Node.js timer, about 24 days. A timer with a longer delay fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Returns true if `work` ends within `ms` and before `signal` aborts. Otherwise returns false; `work` continues. */
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
