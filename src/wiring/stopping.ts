import type { Scope } from '../base/index.js';

/** How much of the time for stopping is left, and whether somebody wants it faster. */
export interface Stopping {
  begin(): void;
  leftMs(): number;
  readonly hurry: AbortController;
}

/** @param drainMs the time for all of it, counted from when it begins */
export function createStopping(drainMs: number): Stopping {
  let endsAt = Number.POSITIVE_INFINITY;
  return {
    begin() {
      endsAt = Date.now() + drainMs;
    },
    leftMs: () => Math.max(0, Math.min(drainMs, endsAt - Date.now())),
    hurry: new AbortController(),
  };
}

/** Releases everything; once the caller is in a hurry, without waiting for what is in flight. */
export function stopWith({ hurry }: Stopping, scope: Scope): (hurry?: AbortSignal) => Promise<void> {
  return (signal) => {
    if (signal?.aborted) hurry.abort();
    signal?.addEventListener('abort', () => hurry.abort(), { once: true });
    return scope.release();
  };
}
