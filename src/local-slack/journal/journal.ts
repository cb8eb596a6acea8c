const MOST_ENTRIES = 10_000;

/** A list of what happened, in order. It keeps the newest entries. */
export interface Journal<T> {
  add(entry: T): void;
  /** Tells the listeners that an entry has changed. */
  touch(): void;
  entries(): readonly T[];
  /** @returns a function that removes the listener */
  onChange(listener: () => void): () => void;
}

/** @param most the most entries that it keeps; 10,000 by default */
export function createJournal<T>(most = MOST_ENTRIES): Journal<T> {
  const entries: T[] = [];
  const listeners = new Set<() => void>();
  const touch = () => {
    for (const listener of listeners) listener();
  };
  return {
    add: (entry) => {
      entries.push(entry);
      if (entries.length > most) entries.shift();
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
