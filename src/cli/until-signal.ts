import { constants } from 'node:os';

/** What somebody at the keyboard, or Kubernetes, wants. */
export interface Signals {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP, or once the parent is gone where that was asked for. */
  stop: Promise<void>;
  /** Aborted at the second one: stopping takes too long for somebody. */
  hurry: AbortSignal;
}

export interface SignalOptions {
  /** Stop also when the process that started this one is gone: npm forwards no SIGHUP, and can forward no SIGKILL. */
  withParent?: boolean;
  /** Milliseconds on a clock that only goes forward. */
  now?: () => number;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to npm and to this process, and npm forwards its own: both come within this time. */
const SAME_WITHIN_MS = 200;

const LOOK_FOR_PARENT_MS = 200;

/** Listens to signals. A third one ends the process at once, whatever it is about. */
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
