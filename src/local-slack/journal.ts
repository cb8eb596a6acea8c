const MOST_ENTRIES = 10_000;

/** What has happened, in order; the oldest are forgotten when there are ten thousand. */
export interface Journal<T> {
  add(entry: T): void;
  /** Tells the listeners that an entry has changed. */
  touch(): void;
  entries(): readonly T[];
  /** @returns what ends it */
  onChange(listener: () => void): () => void;
}

export function createJournal<T>(): Journal<T> {
  const entries: T[] = [];
  const listeners = new Set<() => void>();
  const touch = () => {
    for (const listener of listeners) listener();
  };
  return {
    add: (entry) => {
      entries.push(entry);
      if (entries.length > MOST_ENTRIES) entries.shift();
      touch();
    },
    touch,
    entries: () => entries,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
