import { setTimeout as wait } from 'node:timers/promises';

/** Whether the work was done within so many milliseconds, and before the signal; what is not goes on. */
export async function within(ms: number, work: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const over = AbortSignal.any([done.signal, ...(signal ? [signal] : [])]);
  try {
    return await Promise.race([work.then(() => true), wait(ms, false, { signal: over }).catch(() => false)]);
  } finally {
    done.abort();
  }
}
