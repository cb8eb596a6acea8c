import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { DerivedKeys } from '../../vault/index.js';

/** The result of verifying a token. */
export type Verified<Claims> =
  | { verdict: 'valid'; claims: Partial<Claims>; expiresAt: Date; keyIndex: number }
  /** The signature is right, but the token has expired. */
  | { verdict: 'expired'; claims: JWTPayload }
  | { verdict: 'wrong' };

/** Signs and verifies short-lived JSON Web Tokens. */
export interface SignedTokens<Claims> {
  /** Signs with the first key. */
  sign(claims: Claims, expiresAt: Date): Promise<string>;
  /** Accepts the signature of any key. Never throws because of the token. */
  verify(token: string, now: Date): Promise<Verified<Claims>>;
}

/** The longest token that is verified. The largest context makes a token of about 6,000 characters. */
const MOST_CHARACTERS = 8_192;
const ALGORITHM = 'HS256';

/** @param keys the current one first */
export function createSignedTokens<Claims extends JWTPayload>(keys: DerivedKeys): SignedTokens<Claims> {
  async function verifyWith(
    key: Uint8Array,
    keyIndex: number,
    given: { token: string; now: Date },
  ): Promise<Verified<Claims>> {
    try {
      const { payload } = await jwtVerify<Partial<Claims>>(given.token, key, {
        algorithms: [ALGORITHM],
        requiredClaims: ['exp'],
        currentDate: given.now,
      });
      const expiresAt = new Date((payload.exp ?? 0) * 1000);
      return { verdict: 'valid', claims: payload, expiresAt, keyIndex };
    } catch (thrown) {
      if (thrown instanceof errors.JWTExpired) return { verdict: 'expired', claims: thrown.payload };
      if (thrown instanceof errors.JOSEError) return { verdict: 'wrong' };
      throw thrown;
    }
  }

  return {
    sign(claims, expiresAt) {
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM })
        .setExpirationTime(Math.ceil(expiresAt.getTime() / 1000))
        .sign(keys[0]);
    },
    async verify(token, now) {
      if (token.length > MOST_CHARACTERS) return { verdict: 'wrong' };
      for (const [index, key] of keys.entries()) {
        const verified = await verifyWith(key, index, { token, now });
        if (verified.verdict !== 'wrong') return verified;
      }
      return { verdict: 'wrong' };
    },
  };
}
