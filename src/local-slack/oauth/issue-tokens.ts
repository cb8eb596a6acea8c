import type { App } from '../model.js';
import { keyOf } from '../store/collection.js';
import { tenantOf, tokens } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import { newExpiringToken, newLongLivedToken, newRefreshToken } from './new-tokens.js';
import { scopesOf } from './scope-descriptions.js';
import { isLive, type StoredToken } from './stored-token.js';
import { type Tenant, tenantFields } from './tenant.js';

/** How long a token with rotation lives. docs.slack.dev/authentication/using-token-rotation */
const LIVES_S = 43_200;
/** How long a refresh token of an app with PKCE lives. docs.slack.dev/authentication/using-pkce */
const PKCE_REFRESH_LIVES_MS = 30 * 24 * 60 * 60 * 1000;
/** How many rotating tokens of one bot or person work at the same time. */
const MOST_ACTIVE = 2;

/** For whom a token is issued. */
export interface Asked extends Tenant {
  app: App;
  kind: 'bot' | 'user';
  user: string;
  scopes: string[] | undefined;
  /** True if the token expires. */
  rotates: boolean;
}

/** A new token, and the refresh token for it if it expires. */
export interface Issued {
  token: StoredToken;
  refresh?: StoredToken;
}

/**
 * Issues a token for a bot or a person. It also has the scopes that were granted before, because scopes add up. Without
 * rotation it is the same token as before. docs.slack.dev/authentication/installing-with-oauth#appending-scopes
 */
export async function grantToken(workspace: WritableWorkspace, asked: Asked): Promise<Issued> {
  const at = workspace.now().getTime();
  const before = (await tokensFor(workspace, asked)).filter((one) => one.scopes && isLive(one, at));
  const scopes = [...new Set([...before.flatMap((one) => one.scopes ?? []), ...(asked.scopes ?? [])])];
  const known = before.find(({ expires_at }) => expires_at === undefined);
  if (asked.rotates) return issueExpiring(workspace, { ...asked, scopes });
  const token: StoredToken = known
    ? { ...known, scopes }
    : { ...documentOf(asked, at), value: newLongLivedToken(asked.kind), scopes };
  workspace.db.put(tokens, token);
  return { token };
}

/** Issues a token that expires with its refresh token, and ends the oldest one if more than two would work. */
export async function issueExpiring(workspace: WritableWorkspace, asked: Asked): Promise<Required<Issued>> {
  const { db, now } = workspace;
  const at = now().getTime();
  const active = (await tokensFor(workspace, asked)).filter((one) => one.expires_at && isLive(one, at));
  for (const one of active.slice(0, Math.max(0, active.length - MOST_ACTIVE + 1)))
    db.put(tokens, { ...one, ended: { at, error: 'token_revoked' } });
  const shared = { ...documentOf(asked, at), ...(asked.scopes && { scopes: asked.scopes }) };
  const value = newExpiringToken(asked.kind);
  const token: StoredToken = { ...shared, value, expires_at: at + LIVES_S * 1000 };
  const refresh: StoredToken = {
    ...shared,
    value: newRefreshToken(),
    kind: 'refresh',
    renews: asked.kind,
    ...(asked.app.pkce && { expires_at: at + PKCE_REFRESH_LIVES_MS }),
  };
  db.put(tokens, token);
  db.put(tokens, refresh);
  return { token, refresh };
}

/** The access tokens of this bot or person, oldest first, the ended ones included. */
export async function tokensFor(
  { db }: Pick<WritableWorkspace, 'db'>,
  asked: Tenant & Pick<Asked, 'app' | 'kind' | 'user'>,
): Promise<StoredToken[]> {
  const all = await db.list(tokens, 'installation', keyOf(tenantOf(asked), asked.app.id));
  return all.filter(({ kind, user }) => kind === asked.kind && user === asked.user);
}

/** The fields of an answer that has a token. */
export function tokenAnswer({ token, refresh }: Issued) {
  const { value, kind, scopes } = token;
  const type = kind === 'user' ? 'user' : 'bot';
  return {
    access_token: value,
    token_type: type,
    scope: (scopes ?? scopesOf(type)).join(),
    ...(refresh && { expires_in: LIVES_S, refresh_token: refresh.value }),
  };
}

function documentOf(asked: Asked, at: number): Omit<StoredToken, 'value'> {
  const { app, kind, user } = asked;
  return { kind, app: app.id, ...tenantFields(asked), user, issued_at: at };
}
