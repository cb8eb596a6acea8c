import { HavocError } from '../../base/index.js';

export interface Waiting {
  /** 5 s by default. */
  timeoutMs?: number;
}

interface Watch<T> {
  /** Returns what the caller waits for, or undefined if it is not there yet. */
  find: () => T | undefined;
  /** Calls the listener after each change. @returns a function that removes the listener */
  onChange: (listener: () => void) => () => void;
  /** Names what the caller waits for, as in `message {…}`. */
  what: string;
  /** Describes what exists instead, for the error message. */
  seen: () => string;
}

/**
 * Waits until `find` returns something. It is called at once, and again after each change.
 *
 * @throws HavocError `local_slack.not_seen` (deadline_exceeded), whose message shows what existed instead
 */
export function waitUntil<T>(watch: Watch<T>, { timeoutMs = 5000 }: Waiting = {}): Promise<T> {
  const found = watch.find();
  if (found !== undefined) return Promise.resolve(found);
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      stop();
      finish();
    };
    const stop = watch.onChange(() => {
      try {
        const found = watch.find();
        if (found !== undefined) settle(() => resolve(found));
      } catch (thrown) {
        settle(() => reject(thrown));
      }
    });
    const timer = setTimeout(() => settle(() => reject(notSeen(watch, timeoutMs))), timeoutMs);
  });
}

function notSeen({ what, seen }: Watch<unknown>, timeoutMs: number): HavocError {
  return new HavocError({
    kind: 'deadline_exceeded',
    code: 'local_slack.not_seen',
    message: `The local Slack saw no ${what} within ${timeoutMs} ms. It saw:\n${seen() || '(nothing)'}`,
  });
}
