/** Work that goes on by itself, until somebody waits for it. */
export interface UnderWay {
  /** Remembers the work until it is done or has failed, and returns it: its failure is for the caller. */
  add<Work extends Promise<unknown>>(work: Work): Work;
  /** How much of it is not done. */
  size(): number;
  /** Resolves when everything that was added so far is done. Never rejects. */
  idle(): Promise<void>;
}

export function createUnderWay(): UnderWay {
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
