import { constants } from 'node:os';

/** Requests to stop, from a person or from Kubernetes. */
export interface Signals {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP; with `withParent`, also when the parent process ends. */
  stop: Promise<void>;
  /** Aborted at the second signal, which asks to stop faster. */
  hurry: AbortSignal;
}

export interface SignalOptions {
  /** Also stops when the parent process ends. npm does not forward SIGHUP, and cannot forward SIGKILL. */
  withParent?: boolean;
  /** Milliseconds on a clock that only goes forward. */
  now?: () => number;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to npm and to this process, and npm forwards it. Both signals arrive within this time. */
const SAME_WITHIN_MS = 200;

const LOOK_FOR_PARENT_MS = 200;

/** Listens to signals. A third one ends the process at once. */
export function untilSignal({
  withParent = false,
  now = () => performance.now(),
}: SignalOptions = {}): Signals {
  const hurry = new AbortController();
  let count = 0;
  let last = { name: '', atMs: 0 };
  const stop = new Promise<void>((resolve) => {
    for (const name of SIGNALS) {
      process.off(name, end).on(name, () => {
        const isSame = last.name === name && now() - last.atMs < SAME_WITHIN_MS;
        last = { name, atMs: now() };
        if (isSame) return;
        count += 1;
        if (count > 2) process.exit(130);
        if (count > 1) hurry.abort();
        resolve();
      });
    }
    if (withParent) whenOrphaned(resolve);
  });
  return { stop, hurry: hurry.signal };
}

function whenOrphaned(onOrphaned: () => void): void {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    onOrphaned();
  }, LOOK_FOR_PARENT_MS).unref();
}

/**
 * Makes signals end this process if it is the first of a container. The kernel ignores signals to the first process
 * that have no handler, so the container runtime would wait for the process, and then kill it.
 */
export function endAtSignals(): void {
  if (process.pid !== 1) return;
  for (const name of SIGNALS) process.on(name, end);
}

function end(name: NodeJS.Signals): void {
  process.exit(128 + constants.signals[name]);
}
