import { hash } from 'node:crypto';

/**
 * The key of one thing that Slack sent, of any length, and when that happened, as a UUID: the second since 1970 in 4
 * bytes, then the first 12 of the key's SHA-256. So what comes together stands together in the index, and a commit
 * touches as few of its pages beside millions of envelopes as beside none. What bears no time begins with zeros.
 */
export function dedupeIdOf(dedupeKey: string, eventTime: Date | undefined): string {
  const second = Math.floor((eventTime?.getTime() ?? 0) / 1000) >>> 0;
  const time = second.toString(16).padStart(8, '0');
  const hex = hash('sha256', dedupeKey);
  return `${time}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 24)}`;
}
