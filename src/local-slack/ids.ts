import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * A new random id in Slack's form. It also differs from the ids of earlier runs, because an app may have stored those.
 *
 * @param prefix `C`, `D`, `Ev`, `V`, …
 */
export function newId(prefix: string): string {
  const letters = Array.from(randomBytes(8), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}0${letters.join('')}`;
}

/** The id of an object from the seed. It is the same in every run, so data that an app stored stays valid. */
export function seedId(prefix: string, index: number): string {
  return `${prefix}0LOCAL${String(index + 1).padStart(3, '0')}`;
}

/** Random lowercase hexadecimal digits, for tokens and hashes. */
export function randomText(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}

/** Whole seconds since 1970. */
export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/**
 * Creates a source of `ts` values: seconds with six decimals, each greater than the previous one.
 *
 * @param after the last value of an earlier source
 */
export function createTsSource(now: () => Date, after = '0.000000'): () => string {
  let lastMicros = Number(after.replace('.', ''));
  return () => {
    lastMicros = Math.max(now().getTime() * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  };
}
