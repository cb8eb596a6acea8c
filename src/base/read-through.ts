import { within } from './within.js';

export interface ReadThroughOptions<V> {
  load: (key: string) => Promise<V>;
  mostEntries: number;
  /** How long a loaded value is used without loading it again, in milliseconds. */
  freshMs: () => number;
  /** How long to wait for a load if there is an older value. The default is 200 ms. */
  patienceMs?: number;
  /** A clock that never goes back, in milliseconds. */
  elapsed?: () => number;
}

/** A cache that loads what it does not have. Keeps the most recently used entries. */
export interface ReadThrough<V> {
  /**
   * Returns the value at once if it is fresh, otherwise loads it. Concurrent loads of one key are shared. If loading
   * fails or takes long, an older value is returned.
   *
   * @throws the error of `load`, if there is no older value
   */
  get(key: string): V | Promise<V>;
  /** Removes a key. The result of a load that is under way is not kept. */
  drop(key: string): void;
  clear(): void;
}

/** Creates an empty cache. */
export function createReadThrough<V>(options: ReadThroughOptions<V>): ReadThrough<V> {
  const { load, mostEntries, freshMs, patienceMs = 200, elapsed = () => performance.now() } = options;
  const entries = new Map<string, { value: V; loadedAt: number }>();
  const flights = new Map<string, Promise<V>>();

  function keep(key: string, value: V): void {
    entries.delete(key);
    entries.set(key, { value, loadedAt: elapsed() });
    if (entries.size <= mostEntries) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  }

  function fly(key: string): Promise<V> {
    // A key that was dropped during the load has another flight, or none.
    const isCurrent = () => flights.get(key) === flight;
    const flight: Promise<V> = load(key)
      .then((value) => {
        if (isCurrent()) keep(key, value);
        return value;
      })
      .finally(() => {
        if (isCurrent()) flights.delete(key);
      });
    flights.set(key, flight);
    return flight;
  }

  async function flyOrTakeOlder(key: string, older: V): Promise<V> {
    const flight = (flights.get(key) ?? fly(key)).catch(() => older);
    return (await within(patienceMs, flight)) ? flight : older;
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return flights.get(key) ?? fly(key);
      if (elapsed() - entry.loadedAt > freshMs()) return flyOrTakeOlder(key, entry.value);
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    drop(key) {
      entries.delete(key);
      flights.delete(key);
    },
    clear() {
      entries.clear();
      flights.clear();
    },
  };
}
