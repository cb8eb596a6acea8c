import { hash } from 'node:crypto';

/**
 * Returns a UUID for the key of one thing that Slack sent, of any length, and the time when it happened. The first 4
 * bytes are the seconds since 1970, or zeros if there is no time. The other 12 are the first of the key's SHA-256.
 * Envelopes that come together are therefore neighbours in the index, so a commit touches as few of its pages beside
 * millions of envelopes as beside none.
 */
export function dedupeIdOf(dedupeKey: string, eventTime: Date | undefined): string {
  const second = Math.floor((eventTime?.getTime() ?? 0) / 1000) >>> 0;
  const time = second.toString(16).padStart(8, '0');
  const hex = hash('sha256', dedupeKey);
  return `${time}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 24)}`;
}
