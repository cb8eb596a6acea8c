import { installedIn } from '../apps/installed.js';
import type { User } from '../model.js';
import { isLive, type StoredToken } from '../oauth/stored-token.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { appTokens, teams, tokens, users } from '../world/collections.js';

/** A person's token names the workspace, the app and the person. The first workspace and the first app may be left out. */
const USER_TOKEN = /^xoxp-local-(?:(T[A-Z0-9]+)-)?(?:(A[A-Z0-9]+)-)?([^A-Z].*)$/;

/** Whom a token lets act. */
export interface Bearer {
  token: StoredToken;
  /** The user in the workspace of the token or, for a token of an organisation, in the first workspace with the user. */
  user: User | undefined;
  is_bot: boolean;
}

/**
 * The token for Web API calls as this person.
 *
 * @param within the workspace and app, if they are not the first ones
 */
export function userToken(name: string, within: { team?: string; app?: string } = {}): string {
  return ['xoxp-local', within.team, within.app, name].filter(Boolean).join('-');
}

/** The bearer of the token, even if it has ended or expired; undefined if the token was never issued. */
export async function findBearer(db: Reader, value: string): Promise<Bearer | undefined> {
  const token = (await db.find(tokens, value)) ?? (await findPersonsToken(db, value));
  if (!token) return undefined;
  const { team, user: id, kind, renews } = token;
  const user =
    team === undefined
      ? (await db.list(users, 'id', id, { limit: 1 }))[0]
      : await db.find(users, keyOf(team, id));
  return { token, user, is_bot: kind === 'bot' || renews === 'bot' };
}

/**
 * A token that every person has for every app that is installed in a workspace of the person. It has the scopes that the
 * app declares for people. It is stored only when it is revoked or exchanged.
 */
async function findPersonsToken(db: Reader, value: string): Promise<StoredToken | undefined> {
  const [, givenTeam, givenApp, handle] = USER_TOKEN.exec(value) ?? [];
  const team = givenTeam
    ? await db.find(teams, givenTeam)
    : (await db.list(teams, 'all', '', { limit: 1 }))[0];
  if (!handle || !team) return undefined;
  const [user] = await db.list(users, 'handle', keyOf(team.id, handle), { limit: 1 });
  const installed = await installedIn({ db, team });
  const found = installed.find(({ app }) => !givenApp || app.id === givenApp);
  if (!user || !found) return undefined;
  const { id: app, scopes } = found.app;
  return {
    value,
    kind: 'user',
    app,
    team: team.id,
    user: user.id,
    ...(scopes.user && { scopes: scopes.user }),
    issued_at: 0,
  };
}

/** @throws refusal `token_expired`, or `account_inactive` or `token_revoked` if the token or its user has ended */
export function checkBearer({ token, user }: Bearer, now: Date): void {
  if (token.ended) throw refusal(token.ended.error, 'The token was revoked, or its app uninstalled.');
  if (!isLive({ ...token, used_at: undefined }, now.getTime()))
    throw refusal('token_expired', 'The token has expired. Get a new one with its refresh token.');
  if (token.team !== undefined && (!user || user.deleted))
    throw refusal('account_inactive', `The account of ${user?.name ?? token.user} is deactivated.`);
}

/** The app to which an app-level token belongs. */
export async function findTokenApp(db: Reader, token: string): Promise<string | undefined> {
  return (await db.find(appTokens, token))?.app;
}
