export interface LruOptions {
  maxEntries: number;
  ttlMs: number;
  now: () => Date;
}

export interface Lru<V> {
  get(key: string): V | undefined;
  /** Sets an entry, which counts as a use. Restarts its time to live, except with `keepAge`. */
  set(key: string, value: V, options?: { keepAge?: boolean }): void;
  delete(key: string): void;
  readonly size: number;
}

/** Makes a cache that keeps the most recently used entries, each for a limited time. */
export function createLru<V>({ maxEntries, ttlMs, now }: LruOptions): Lru<V> {
  const entries = new Map<string, { value: V; expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (entry.expiresAt <= now().getTime()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, { keepAge = false } = {}) {
      const age = keepAge ? entries.get(key)?.expiresAt : undefined;
      entries.delete(key);
      entries.set(key, { value, expiresAt: age ?? now().getTime() + ttlMs });
      if (entries.size <= maxEntries) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
    get size() {
      return entries.size;
    },
  };
}
