/** The time that something may take. */
export interface TimeLimit {
  /** Aborts with a TimeoutError once the time is over, or as the caller's does. */
  signal: AbortSignal;
  /** What it was for has ended: the time counts no more, and the caller is let go of. */
  end(): void;
}

/**
 * What `AbortSignal.any` makes of a caller's signal and an `AbortSignal.timeout` may never abort on Node 20: nobody
 * holds the timeout but the clock, and that weakly, so that a garbage collection takes it away.
 *
 * @see https://github.com/nodejs/node/pull/57867
 */
export function createTimeLimit(ms: number, caller?: AbortSignal): TimeLimit {
  const limit = new AbortController();
  const follow = () => limit.abort(caller?.reason);
  const giveUp = () => limit.abort(new DOMException(`It took longer than ${ms} ms`, 'TimeoutError'));
  const timer = setTimeout(giveUp, ms);
  if (caller?.aborted) follow();
  caller?.addEventListener('abort', follow, { once: true });
  return {
    signal: limit.signal,
    end() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', follow);
    },
  };
}
