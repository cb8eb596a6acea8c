import { HavocError } from '../../base/index.js';

export interface Waiting {
  /** 5 s where absent. */
  timeoutMs?: number;
}

interface Watch<T> {
  /** What is waited for, once it is there. */
  find: () => T | undefined;
  /** Tells of each change; @returns what ends it */
  onChange: (listener: () => void) => () => void;
  /** Names what is waited for: `a message {…}`. */
  what: string;
  /** What there is instead, for whoever reads the failure. */
  seen: () => string;
}

/**
 * Waits until `find` finds something; looks at once, and again after each change.
 *
 * @throws HavocError `local_slack.not_seen` (deadline_exceeded), which shows what there was instead
 */
export function waitUntil<T>(watch: Watch<T>, { timeoutMs = 5000 }: Waiting = {}): Promise<T> {
  const there = watch.find();
  if (there !== undefined) return Promise.resolve(there);
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
