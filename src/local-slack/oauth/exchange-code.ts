import { createHash } from 'node:crypto';
import type { App, Json } from '../model.js';
import { refusal } from '../refusal.js';
import { oauthCodes } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { World } from '../world/world.js';
import type { OauthCode } from './code.js';
import { install } from './install.js';
import { tokenAnswer } from './issue-tokens.js';
import { changeTenant, tenantAnswer } from './tenant.js';

/** The parameters that an app sends with a code. */
interface Given {
  code: string;
  redirect_uri: string | undefined;
  code_verifier: string | undefined;
  /** True if the app has proved itself with its secret. */
  hasSecret: boolean;
}

/**
 * Uses up a code: installs the app, and returns the answer of oauth.v2.access with the tokens.
 *
 * @throws refusal `invalid_code`, `code_already_used`, `bad_redirect_uri`, `invalid_code_verifier`,
 * `bad_client_secret` or those of `install`
 */
export async function exchangeCode(world: World, app: App, given: Given): Promise<Json> {
  const known = await world.db.find(oauthCodes, given.code);
  if (known?.app !== app.id) throw refusal('invalid_code', `${app.name} has never received this code.`);
  return changeTenant(world, known, async (workspace) => {
    const { db } = workspace;
    const code = await getCode(workspace, given);
    db.put(oauthCodes, { ...code, is_used: true });
    const { installation, bot, user } = await install(workspace, { ...code, app });
    const { bot_user_id, incoming_webhook } = installation;
    const persons = user && tokenAnswer(user);
    return {
      ...(bot && { ...tokenAnswer(bot), bot_user_id }),
      app_id: app.id,
      ...(await tenantAnswer(db, installation)),
      authed_user: { id: code.user, ...persons },
      ...(code.webhook_channel && { incoming_webhook }),
    };
  });
}

async function getCode({ db, now }: WritableWorkspace, given: Given): Promise<OauthCode> {
  const code = await db.find(oauthCodes, given.code);
  if (!code || code.expires_at <= now().getTime())
    throw refusal('invalid_code', 'This code is older than 10 minutes.');
  if (code.is_used) throw refusal('code_already_used', 'This code was exchanged already.');
  if ((given.redirect_uri || undefined) !== code.redirect_uri) {
    throw refusal(
      'bad_redirect_uri',
      'The redirect_uri is not the one that was given to /oauth/v2/authorize. Give the same here, or none in both.',
    );
  }
  if (code.code_challenge !== undefined && challengeOf(given.code_verifier) !== code.code_challenge)
    throw refusal('invalid_code_verifier', 'The code_verifier does not match the code_challenge.');
  if (code.code_challenge === undefined && !given.hasSecret)
    throw refusal('bad_client_secret', 'Only a code with a code_challenge is exchanged without the secret.');
  return code;
}

/** docs.slack.dev/authentication/using-pkce */
function challengeOf(verifier = ''): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
