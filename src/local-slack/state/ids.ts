import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * An id in Slack's form, unlike any given out before, by an earlier run too: the app may remember those.
 *
 * @param prefix `C`, `D`, `Ev`, `V`, …
 */
export function newId(prefix: string): string {
  const letters = Array.from(randomBytes(8), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}0${letters.join('')}`;
}

/** The id of a seeded thing: the same in every run, so that what an app has stored about it stays true. */
export function seedId(prefix: string, index: number): string {
  return `${prefix}0LOCAL${String(index + 1).padStart(3, '0')}`;
}

/** Small letters and digits, for tokens and hashes. */
export function randomText(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}

/** Seconds since 1970, whole. */
export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/** Gives out `ts`: Slack's seconds with six decimals, each greater than the one before. */
export function createTsSource(now: () => Date): () => string {
  let lastMicros = 0;
  return () => {
    lastMicros = Math.max(now().getTime() * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  };
}
