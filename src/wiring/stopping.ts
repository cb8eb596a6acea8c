import { type Scope, within } from '../base/index.js';
import type { Logger } from '../log/index.js';

/** How much of the time for stopping is left, and whether somebody wants it faster. */
export interface Stopping {
  begin(): void;
  leftMs(): number;
  readonly hurry: AbortController;
}

/** @param drainMs the time for what is in flight, counted from when it begins */
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

/** For giving back what is in flight and letting go of everything, once the time is over or somebody is in a hurry. */
const LAST_MS = 5_000;

/**
 * Releases everything; once the caller is in a hurry, without waiting for what is in flight. What is not let go of
 * soon after its time, as where the database is silent, is left to itself.
 */
export function stopWith(
  { leftMs, hurry }: Stopping,
  scope: Scope,
  log: Logger,
): (hurry?: AbortSignal) => Promise<void> {
  return async (signal) => {
    if (signal?.aborted) hurry.abort();
    signal?.addEventListener('abort', () => hurry.abort(), { once: true });
    const released = scope.release();
    if (await within(leftMs(), released, hurry.signal)) return;
    if (await within(LAST_MS, released)) return;
    log.error(
      'stopping took too long, as where the database is silent: what is in flight is due when its leases run out',
    );
  };
}
