export interface RepeatOptions {
  everyMs: number;
  /** Told to stop early by the signal. */
  run: (signal: AbortSignal) => Promise<void>;
  /** A run that fails is tried again at its next time. */
  onFailure: (failure: unknown) => void;
}

/** Does something now and then, never twice at once, and does not keep the process alive. */
export function startRepeating({ everyMs, run, onFailure }: RepeatOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= run(stopping.signal)
      .catch(onFailure)
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
