import { HavocError } from '../base/index.js';

/** Ends a transfer that no longer makes progress, or whose caller has gone. */
export interface IdleLimit {
  signal: AbortSignal;
  /** Notes progress, and starts the time limit of `idleMs` again. */
  touch(): void;
  /** Starts the reader's time limit, which is longer, because a reader may need long for each piece. */
  waitForReader(): void;
  /** Ends what is still under way, such as a body that is not read to its end. */
  end(): void;
}

/** How many times longer than Slack a reader may take. */
const READER_TIMES = 15;

/**
 * Starts an idle limit. Its signal aborts with the caller's signal. It also aborts with a HavocError (unavailable) once
 * the transfer has made no progress for `idleMs`, or the reader has read nothing for 15 times as long.
 */
export function createIdleLimit(idleMs: number, caller: AbortSignal): IdleLimit {
  const idle = new AbortController();
  const stalled = () => idle.abort(stall('stalled', 'The transfer made no progress', idleMs));
  const unread = () =>
    idle.abort(stall('unread', 'The caller read nothing of the file', idleMs * READER_TIMES));
  let timer = setTimeout(stalled, idleMs);
  const restart = (giveUp: () => void, ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, ms);
  };
  const follow = () => {
    clearTimeout(timer);
    idle.abort(caller.reason);
  };
  if (caller.aborted) follow();
  caller.addEventListener('abort', follow, { once: true });
  return {
    signal: idle.signal,
    touch: () => restart(stalled, idleMs),
    waitForReader: () => restart(unread, idleMs * READER_TIMES),
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', follow);
      idle.abort();
    },
  };
}

function stall(what: string, happened: string, ms: number): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: `files.${what}`,
    message: `${happened} for ${Math.round(ms / 1_000)} s: try again.`,
  });
}
