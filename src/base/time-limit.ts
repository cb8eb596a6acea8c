/** A limit on how long an operation takes. */
export interface TimeLimit {
  /** Aborts with a TimeoutError when the time is over, or with the caller's reason when the caller's signal aborts. */
  signal: AbortSignal;
  /** Stops the timer, and stops listening to the caller's signal. Call it when the operation ends. */
  end(): void;
}

/**
 * Starts a time limit. Replaces `AbortSignal.any([caller, AbortSignal.timeout(ms)])`, which may never abort on Node 20:
 * only the timer refers to the timeout signal, and that reference is weak, so garbage collection removes the signal.
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
