import type { App, Json } from '../model.js';
import { refusal } from '../refusal.js';
import { findBearer } from '../web-api/tokens.js';
import { tokens } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { World } from '../world/world.js';
import { type Asked, type Issued, issueExpiring, tokenAnswer, tokensFor } from './issue-tokens.js';
import { isLive, type StoredToken } from './stored-token.js';
import { changeTenant, tenantAnswer, tenantFields } from './tenant.js';

/**
 * Uses up a refresh token for a new access token and a new refresh token. The old access token works until it expires. A
 * token that was exchanged for this pair ends now. Slack lets a refresh token be used again for a short time; here, it
 * works once. docs.slack.dev/authentication/using-token-rotation
 *
 * @throws refusal `invalid_refresh_token`
 */
export async function refreshToken(world: World, app: App, value: string): Promise<Json> {
  const known = await world.db.find(tokens, value);
  if (known?.kind !== 'refresh' || known.app !== app.id) throw invalidRefreshToken();
  return changeTenant(world, known, async (workspace) => {
    const { db, now } = workspace;
    const at = now().getTime();
    const found = await db.find(tokens, value);
    if (!found || !isLive(found, at)) throw invalidRefreshToken();
    db.put(tokens, { ...found, used_at: at });
    const asked = askedBy(app, found, found.renews ?? 'bot');
    for (const one of await tokensFor(workspace, asked)) {
      const wasExchanged = one.used_at !== undefined && one.expires_at === undefined && !one.ended;
      if (wasExchanged) db.put(tokens, { ...one, ended: { at, error: 'token_revoked' } });
    }
    return answerWith(workspace, asked, await issueExpiring(workspace, asked));
  });
}

/**
 * Exchanges a token that does not expire for one that does, once.
 *
 * @throws refusal `token_rotation_not_enabled`, `invalid_token`, `authorization_not_found` or `token_already_exchanged`
 */
export async function exchangeToken(world: World, app: App, value: string): Promise<Json> {
  if (!app.token_rotation)
    throw refusal('token_rotation_not_enabled', `Turn token rotation on for ${app.name} first.`);
  const known = (await findBearer(world.db, value))?.token;
  const isLongLived = known && known.kind !== 'refresh' && known.expires_at === undefined;
  if (!isLongLived || known.app !== app.id)
    throw refusal('invalid_token', `This is no token of ${app.name} that could be exchanged.`);
  return changeTenant(world, known, async (workspace) => {
    const { db, now } = workspace;
    const found = (await db.find(tokens, value)) ?? known;
    if (found.ended) throw refusal('authorization_not_found', 'This token was revoked.');
    if (found.used_at !== undefined)
      throw refusal('token_already_exchanged', 'This token was exchanged already.');
    db.put(tokens, { ...found, used_at: now().getTime() });
    const asked = askedBy(app, found, found.kind === 'bot' ? 'bot' : 'user');
    return answerWith(workspace, asked, await issueExpiring(workspace, asked));
  });
}

function askedBy(app: App, token: StoredToken, kind: 'bot' | 'user'): Asked {
  const { user, scopes } = token;
  return { app, kind, ...tenantFields(token), user, scopes, rotates: true };
}

async function answerWith({ db }: WritableWorkspace, asked: Asked, issued: Issued): Promise<Json> {
  return {
    ...tokenAnswer(issued),
    ...(asked.kind === 'bot' && { bot_user_id: asked.user }),
    app_id: asked.app.id,
    ...(await tenantAnswer(db, asked)),
  };
}

function invalidRefreshToken() {
  return refusal('invalid_refresh_token', 'This refresh token was never issued, has expired, or was used.');
}
