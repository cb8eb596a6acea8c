import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { HavocError } from '../base/index.js';
import type { EncryptionKey } from './keys.js';

/** An encrypted text, with the id of the key that decrypts it. */
export interface Sealed {
  key_id: string;
  /** 12 bytes of nonce, 16 bytes of tag, then the ciphertext. */
  secret: Uint8Array;
}

/** Keys of 32 bytes, the current one first. */
export type DerivedKeys = readonly [Uint8Array, ...Uint8Array[]];

/** Encrypts and decrypts secrets that must not be readable in the database. */
export interface Vault {
  /** False without keys: then nothing can be encrypted or decrypted. */
  readonly hasKeys: boolean;
  /** The id of the key that encrypts. @throws HavocError `vault.no_keys` (failed_precondition) */
  currentKeyId(): string;
  /** True if the key with this id is known. */
  knows(key_id: string): boolean;
  /**
   * Encrypts a text with the first key.
   *
   * @param bound identifies the row, so that the result decrypts only there
   * @throws HavocError `vault.no_keys` (failed_precondition)
   */
  seal(text: string, bound: readonly string[]): Sealed;
  /**
   * Decrypts a secret with the key that encrypted it.
   *
   * @throws HavocError `vault.no_keys` or `vault.unknown_key` (failed_precondition), `vault.damaged`
   * (failed_precondition)
   */
  open(sealed: Sealed, bound: readonly string[]): string;
  /**
   * Derives a key for another purpose from each key, the current one first.
   *
   * @throws HavocError `vault.no_keys` (failed_precondition)
   */
  derive(purpose: string): DerivedKeys;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Creates a vault that encrypts with AES-256-GCM. There are several keys while one replaces another. */
export function createVault(keys: readonly EncryptionKey[]): Vault {
  const byId = new Map(keys.map(({ id, key }) => [id, key]));

  function current(): EncryptionKey {
    const [first] = keys;
    if (first === undefined) throw noKeys();
    return first;
  }

  return {
    hasKeys: keys.length > 0,
    currentKeyId: () => current().id,
    knows: (key_id) => byId.has(key_id),
    seal(text, bound) {
      const { id, key } = current();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      cipher.setAAD(associatedData(bound));
      const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { key_id: id, secret: Buffer.concat([nonce, cipher.getAuthTag(), content]) };
    },
    open({ key_id, secret }, bound) {
      const key = byId.get(key_id);
      if (key === undefined) throw keys.length === 0 ? noKeys() : unknownKey(key_id);
      try {
        const decipher = createDecipheriv(ALGORITHM, key, secret.subarray(0, NONCE_BYTES));
        decipher.setAAD(associatedData(bound));
        decipher.setAuthTag(secret.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const content = secret.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw damaged(bound, cause);
      }
    },
    derive(purpose) {
      const make = ({ key }: EncryptionKey) =>
        new Uint8Array(hkdfSync('sha256', key, '', `havoc ${purpose}`, 32));
      return [make(current()), ...keys.slice(1).map(make)];
    },
  };
}

/** Encodes the parts as JSON, so that no two lists have the same text. */
function associatedData(bound: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(bound));
}

function noKeys(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'vault.no_keys',
    message:
      'havoc has no key to encrypt tokens with. Set HAVOC_ENCRYPTION_KEYS to a key that `havoc keys new` prints.',
  });
}

function unknownKey(key_id: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'vault.unknown_key',
    message:
      `A stored token is encrypted with the key ${key_id}, which HAVOC_ENCRYPTION_KEYS does not contain. ` +
      'Add this key again, after the first one.',
    fields: { key_id },
  });
}

function damaged(bound: readonly string[], cause: unknown): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'vault.damaged',
    message:
      `The stored secret of ${bound.join(' ').trim()} does not decrypt: its row was changed, or another key has the ` +
      'same id. Install the app again.',
    cause,
  });
}
