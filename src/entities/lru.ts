export interface LruOptions {
  maxEntries: number;
  ttlMs: number;
  now: () => Date;
}

export interface Lru<V> {
  get(key: string): V | undefined;
  /** Counts as the last used, and starts its time anew unless told to keep it. */
  set(key: string, value: V, options?: { keepAge?: boolean }): void;
  delete(key: string): void;
  readonly size: number;
}

/** Keeps the last used entries, each for a while. */
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
