import type { IncomingHttpHeaders } from 'node:http';

/** False if a page of another website makes the request. */
export function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
