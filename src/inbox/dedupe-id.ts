import { hash } from 'node:crypto';

/**
 * Returns a UUID for one thing that Slack sent, made of its key and of the time when it happened. The key may
 * have any length. The first 4 bytes of the UUID are the seconds since 1970, or zeros if there is no time.
 * The other 12 are the first 12 bytes of the key's SHA-256. Envelopes that come together are therefore
 * neighbours in the index. So a commit touches as few index pages in a table of millions of envelopes as in
 * an empty one.
 */
export function dedupeIdOf(dedupeKey: string, eventTime: Date | undefined): string {
  const second = Math.floor((eventTime?.getTime() ?? 0) / 1000) >>> 0;
  const time = second.toString(16).padStart(8, '0');
  const hex = hash('sha256', dedupeKey);
  return `${time}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 24)}`;
}
