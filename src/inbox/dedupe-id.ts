import { hash } from 'node:crypto';

/** A key of any length as a UUID: the first 16 bytes of its SHA-256. */
export function dedupeIdOf(dedupeKey: string): string {
  const hex = hash('sha256', dedupeKey);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
