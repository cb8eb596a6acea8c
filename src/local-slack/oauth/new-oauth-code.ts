import { placeOf } from '../store/collection.js';
import { oauthCodes } from '../world/collections.js';
import type { World } from '../world/world.js';
import type { OauthCode } from './code.js';
import { newCode } from './new-tokens.js';

const LIVES_MS = 10 * 60 * 1000;
/** How long an expired code is remembered. */
const REMEMBERED_MS = LIVES_MS;

/** Makes a code for one exchange within 10 minutes. docs.slack.dev/authentication/installing-with-oauth */
export function newOauthCode(
  { db, now }: World,
  about: Omit<OauthCode, 'code' | 'expires_at' | 'is_used'>,
): Promise<string> {
  return db.transact(async (transaction) => {
    const at = now().getTime();
    const old = await transaction.list(oauthCodes, 'expiry', '', { to: placeOf(at - REMEMBERED_MS) });
    for (const { code } of old) transaction.remove(oauthCodes, code);
    const code = newCode();
    transaction.put(oauthCodes, { ...about, code, expires_at: at + LIVES_MS, is_used: false });
    return code;
  });
}
