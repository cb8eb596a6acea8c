import { randomBytes } from 'node:crypto';
import { HavocError } from '../base/index.js';

/** A key of AES-256. */
export interface EncryptionKey {
  /** Stored beside everything that the key encrypts. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Generates a key with a random id, as `id:key`. The key is 32 random bytes in Base64.
 *
 * @param now becomes part of the id, so that people can see how old a key is
 */
export function newKey(now: Date): string {
  const day = now.toISOString().slice(0, 10);
  return `${day}-${randomBytes(3).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}`;
}

/**
 * Parses keys: `id:key`, separated by commas, spaces or line breaks. The first one encrypts; all of them decrypt.
 *
 * @throws HavocError `vault.bad_keys` (invalid_argument). The message contains no part of a key.
 */
export function readKeys(text: string): EncryptionKey[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  if (entries.length === 0) throw bad('There is no key.');
  const keys = entries.map((entry, index) => readKey(entry, index + 1));
  const ids = new Set<string>();
  for (const { id } of keys) {
    if (ids.has(id)) throw bad(`Two keys have the id ${id}.`);
    ids.add(id);
  }
  return keys;
}

function readKey(entry: string, place: number): EncryptionKey {
  const colon = entry.indexOf(':');
  const id = entry.slice(0, Math.max(colon, 0));
  // An entry without an id may be the bare key, so the message does not show it.
  if (!ID.test(id)) throw bad(`Key ${place} has no id of letters, digits, dots, hyphens and underscores.`);
  const key = Buffer.from(entry.slice(colon + 1), 'base64');
  if (key.length !== KEY_BYTES)
    throw bad(`The key ${id} has ${key.length} bytes, but must have ${KEY_BYTES} in Base64.`);
  return { id, key };
}

function bad(what: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'vault.bad_keys',
    message: `${what} Write keys as id:key, as \`havoc keys new\` prints them.`,
  });
}
