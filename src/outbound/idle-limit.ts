import { HavocError } from '../base/index.js';

/** Ends a transfer in which nothing moves any more, or whose caller has gone. */
export interface IdleLimit {
  signal: AbortSignal;
  /** Something moved. */
  touch(): void;
  end(): void;
}

/** @returns a signal that aborts with the caller's, or with a HavocError (unavailable) after `idleMs` of silence */
export function createIdleLimit(idleMs: number, caller: AbortSignal): IdleLimit {
  const idle = new AbortController();
  const giveUp = () =>
    idle.abort(
      new HavocError({
        kind: 'unavailable',
        code: 'files.stalled',
        message: `Nothing of the file moved for ${Math.round(idleMs / 1_000)} s; try again.`,
      }),
    );
  const timer = setTimeout(giveUp, idleMs);
  return {
    signal: AbortSignal.any([caller, idle.signal]),
    touch: () => void timer.refresh(),
    end: () => clearTimeout(timer),
  };
}
