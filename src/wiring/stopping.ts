import { type Scope, within } from '../base/index.js';
import type { Logger } from '../log/index.js';

/** The time that is left for stopping, and a signal to hurry. */
export interface Stopping {
  begin(): void;
  leftMs(): number;
  readonly hurry: AbortController;
}

/** @param drainMs the time for deliveries in flight, counted from `begin` */
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

/** The time to give back deliveries in flight and release everything, after the drain time or a hurry signal. */
const LAST_MS = 5_000;

/**
 * Returns the function that stops the sidecar. It releases everything. If the caller's signal aborts, it stops waiting
 * for deliveries in flight. If something still does not stop within LAST_MS, for example because the database does not
 * respond, it logs an error and returns.
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
      'havoc could not stop in time; the database may not respond. Deliveries in flight are due again when their leases end',
    );
  };
}
