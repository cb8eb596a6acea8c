export interface RepeatOptions {
  everyMs: number;
  /** The signal aborts when the run must stop early. */
  run: (signal: AbortSignal) => Promise<void>;
  /** Called when a run fails. The next run still happens on time. */
  onFailure: (failure: unknown) => void;
}

/** Calls `run` at an interval. Runs never overlap, and the timer does not keep the process alive. */
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
