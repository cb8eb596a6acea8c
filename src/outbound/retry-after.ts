/** How long Slack wants to be left alone, in an error's words; nothing where it does not say, or not in seconds. */
export function retryAfterOf(headers: Headers): { retryAfterMs?: number } {
  const afterS = Number(headers.get('retry-after'));
  return afterS > 0 ? { retryAfterMs: afterS * 1_000 } : {};
}
