/** Returns how long to wait, as an error's field. Returns no field if the header is absent or is not in seconds. */
export function retryAfterOf(headers: Headers): { retryAfterMs?: number } {
  const afterS = Number(headers.get('retry-after'));
  return afterS > 0 ? { retryAfterMs: afterS * 1_000 } : {};
}
