export interface TokenBucketOptions {
  /** How many tokens a full bucket holds, and how many are added each minute. */
  perMinute: number;
  /** A clock that never goes back, in milliseconds. */
  nowMs?: () => number;
}

/** Returns a function that takes one token from a bucket. It returns false if the bucket has none. */
export function createTokenBucket({
  perMinute,
  nowMs = () => performance.now(),
}: TokenBucketOptions): () => boolean {
  // Counted in milliseconds, so that whole tokens add up exactly. A full bucket holds a minute.
  const costMs = MINUTE_MS / perMinute;
  let leftMs = MINUTE_MS;
  let filledAtMs = nowMs();
  return function take() {
    const atMs = nowMs();
    leftMs = Math.min(MINUTE_MS, leftMs + atMs - filledAtMs);
    filledAtMs = atMs;
    if (leftMs < costMs) return false;
    leftMs -= costMs;
    return true;
  };
}

/** Returns a function that takes one token of a key's own bucket. It remembers the most recently used keys. */
export function createTokenBuckets({
  mostKeys,
  ...options
}: TokenBucketOptions & { mostKeys: number }): (key: string) => boolean {
  const buckets = new Map<string, () => boolean>();
  return function take(key) {
    const bucket = buckets.get(key) ?? createTokenBucket(options);
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest = key] = buckets.keys();
    if (buckets.size > mostKeys) buckets.delete(oldest);
    return bucket();
  };
}

const MINUTE_MS = 60_000;
