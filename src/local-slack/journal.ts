const MOST_ENTRIES = 10_000;

/** A list of what happened, in order. It keeps the newest 10,000 entries. */
export interface Journal<T> {
  add(entry: T): void;
  /** Tells the listeners that an entry has changed. */
  touch(): void;
  entries(): readonly T[];
  /** @returns a function that removes the listener */
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
