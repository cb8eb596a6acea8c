import { HavocError } from '../base/index.js';
import { checkMethodName } from '../slack/index.js';

/** Methods that answer with a secret. Only havoc may hold one. */
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

/** Ignores the case of letters, because Slack does not document that method names are case-sensitive. */
function answersSecret(method: string): boolean {
  const name = method.toLowerCase();
  return SECRET_ANSWERS.has(name) || /^oauth\..*access$/.test(name);
}

/**
 * Checks that an app may make a call.
 *
 * @throws HavocError `slack.bad_method` and `outbound.token_given` (invalid_argument), `outbound.secret_answer`
 * (permission_denied), `outbound.no_method` (unimplemented)
 */
export function checkCall(method: string, args: Record<string, unknown>): void {
  checkMethodName(method);
  if (answersSecret(method)) {
    throw new HavocError({
      kind: 'permission_denied',
      code: 'outbound.secret_answer',
      message:
        `${method} answers with a secret, which must stay inside havoc: do not call it. ` +
        'havoc installs apps and opens connections itself.',
      fields: { method },
    });
  }
  if (method === 'files.uploadV2') {
    throw new HavocError({
      kind: 'unimplemented',
      code: 'outbound.no_method',
      message:
        'files.uploadV2 is not a method of Slack. It is a function of Slack’s client that makes three calls. ' +
        'Upload with havoc.v1.Files/Upload, which is files.upload in @havoc/client.',
      fields: { method },
    });
  }
  if (args.token !== undefined && args.token !== null) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'outbound.token_given',
      message:
        'havoc adds the token itself: omit the argument token, and name the workspace in the metadata ' +
        'havoc-team.',
      fields: { method },
    });
  }
}
