import { constants } from 'node:os';

/** What somebody at the keyboard, or Kubernetes, wants. */
export interface Signals {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP. */
  stop: Promise<NodeJS.Signals>;
  /** Aborted at the second one: stopping takes too long for somebody. */
  hurry: AbortSignal;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens to signals. A third one ends the process at once, whatever it is about. */
export function untilSignal(): Signals {
  const hurry = new AbortController();
  let count = 0;
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of SIGNALS) {
      process.off(name, end).on(name, () => {
        count += 1;
        if (count > 2) process.exit(130);
        if (count > 1) hurry.abort();
        resolve(name);
      });
    }
  });
  return { stop, hurry: hurry.signal };
}

/**
 * Has signals end this process where it is a container's first, which the kernel spares every signal that it does
 * not listen to: what everywhere else ends by itself would be waited for there, and then killed.
 */
export function endAtSignals(): void {
  if (process.pid !== 1) return;
  for (const name of SIGNALS) process.on(name, end);
}

function end(name: NodeJS.Signals): void {
  process.exit(128 + constants.signals[name]);
}
