/** Keeps the values that were used lately, up to a number of characters. */
export interface Recent<V> {
  get(id: string): V | undefined;
  /** Replaces the value. @param chars the size of the value */
  set(id: string, value: V, chars: number): void;
  clear(): void;
}

interface Entry<V> {
  value: V;
  chars: number;
  /** True if it was used since it had its turn to go. */
  isUsed: boolean;
}

/** What an entry takes besides its id and its value. */
const OVERHEAD_CHARS = 100;

/**
 * If there is no room for a new entry, the oldest one goes that was not used since its last turn. The others have
 * their next turn after all entries that are there now. So a use costs no more than a look-up.
 *
 * @param maxChars the most characters that all ids and values have together
 */
export function createRecent<V>(maxChars: number): Recent<V> {
  /** The entry that has its turn last is the last one. */
  const entries = new Map<string, Entry<V>>();
  // It goes on where it was, past the entries that are gone. A new iterator would step over each of them again: with
  // 100,000 entries, that took up to 300 µs for each new entry instead of 5 µs.
  let turns = entries.entries();
  let all = 0;

  function forget(id: string): void {
    all -= entries.get(id)?.chars ?? 0;
    entries.delete(id);
  }

  function makeRoom(): void {
    while (all > maxChars) {
      const { done, value } = turns.next();
      if (done) {
        turns = entries.entries();
        continue;
      }
      const [id, entry] = value;
      forget(id);
      if (entry.isUsed) add(id, { ...entry, isUsed: false });
    }
  }

  function add(id: string, entry: Entry<V>): void {
    entries.set(id, entry);
    all += entry.chars;
  }

  return {
    get(id) {
      const entry = entries.get(id);
      if (entry) entry.isUsed = true;
      return entry?.value;
    },
    set(id, value, size) {
      forget(id);
      const chars = id.length + size + OVERHEAD_CHARS;
      if (chars > maxChars) return;
      add(id, { value, chars, isUsed: false });
      makeRoom();
    },
    clear() {
      entries.clear();
      turns = entries.entries();
      all = 0;
    },
  };
}
