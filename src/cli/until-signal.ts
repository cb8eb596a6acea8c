/** What somebody at the keyboard, or Kubernetes, wants. */
export interface Signals {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP. */
  stop: Promise<NodeJS.Signals>;
  /** Aborted at the second one: stopping takes too long for somebody. */
  hurry: AbortSignal;
}

/** Listens to signals. A third one ends the process at once, whatever it is about. */
export function untilSignal(): Signals {
  const hurry = new AbortController();
  let count = 0;
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        count += 1;
        if (count > 2) process.exit(130);
        if (count > 1) hurry.abort();
        resolve(name);
      });
    }
  });
  return { stop, hurry: hurry.signal };
}
