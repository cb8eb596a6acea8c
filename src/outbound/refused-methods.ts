import { HavocError } from '../base/index.js';

/** Methods whose answer is a secret; havoc alone may hold one. */
const SECRET_ANSWERS = new Set([
  'oauth.access',
  'oauth.token',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'oauth.v2.user.access',
  'openid.connect.token',
  'tooling.tokens.rotate',
  'apps.manifest.create',
  'apps.connections.open',
]);

/**
 * Lets through only what an app may call.
 *
 * @throws HavocError `outbound.secret_answer` (permission_denied), `outbound.token_given` (invalid_argument)
 */
export function checkCall(method: string, args: Record<string, unknown>): void {
  if (SECRET_ANSWERS.has(method) || /^oauth\..*access$/.test(method)) {
    throw new HavocError({
      kind: 'permission_denied',
      code: 'outbound.secret_answer',
      message:
        `${method} answers with a secret, and secrets stay inside havoc, which installs apps and opens ` +
        'connections itself; there is no need to call it.',
      fields: { method },
    });
  }
  if (args.token !== undefined && args.token !== null) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'outbound.token_given',
      message:
        'havoc puts the token in itself: leave the argument token out, and say for which workspace the call ' +
        'is with the metadata havoc-team.',
      fields: { method },
    });
  }
}
