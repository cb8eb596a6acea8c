import { HavocError } from '../base/index.js';

/** Ends a transfer in which nothing moves any more, or whose caller has gone. */
export interface IdleLimit {
  signal: AbortSignal;
  /** Something moved: it is Slack's turn again. */
  touch(): void;
  /** It is the reader's turn, who may have long to do with what came. */
  waitForReader(): void;
  /** Ends whatever is still under way, as a body that nobody reads to its end. */
  end(): void;
}

/** So many times longer than Slack may a reader take. */
const READER_TIMES = 15;

/**
 * @returns a signal that aborts with the caller's, or with a HavocError (unavailable) after `idleMs` of Slack's
 * silence, and after 15 times as much of the reader's
 */
export function createIdleLimit(idleMs: number, caller: AbortSignal): IdleLimit {
  const idle = new AbortController();
  const stalled = () => idle.abort(stall('stalled', 'Nothing of the file moved', idleMs));
  const unread = () => idle.abort(stall('unread', 'Nobody read more of the file', idleMs * READER_TIMES));
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
    message: `${happened} for ${Math.round(ms / 1_000)} s; try again.`,
  });
}
