/** Tracks work that runs in the background, so that a caller can wait for it. */
export interface BackgroundWork {
  /** Tracks the work until it is done or has failed. Returns the same promise, so that the caller handles a failure. */
  add<Work extends Promise<unknown>>(work: Work): Work;
  /** Returns how many pieces of work are not done. */
  size(): number;
  /** Resolves when all work that was added so far has ended. Never rejects. */
  idle(): Promise<void>;
}

export function createBackgroundWork(): BackgroundWork {
  const all = new Set<Promise<void>>();

  return {
    add(work) {
      const forget = () => void all.delete(done);
      const done = work.then(forget, forget);
      all.add(done);
      return work;
    },
    size: () => all.size,
    async idle() {
      await Promise.all(all);
    },
  };
}
