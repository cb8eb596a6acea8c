import { randomInt } from 'node:crypto';
import { randomText } from '../ids.js';
import type { User } from '../model.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { appTokens, installations, teams, users } from '../world/collections.js';

/** A person's token names the workspace, the app and the person. The first workspace and the first app may be left out. */
const USER_TOKEN = /^xoxp-local-(?:(T[A-Z0-9]+)-)?(?:(A[A-Z0-9]+)-)?([^A-Z].*)$/;

/** Whom a token lets act, in which workspace, through which app. */
export interface Bearer {
  team: string;
  app: string;
  user: User;
  is_bot: boolean;
}

/** Generates an app-level token, different in each run. */
export function newAppToken(appId: string): string {
  return `xapp-1-${appId}-${randomInt(1e12, 1e13)}-${randomText(64)}`;
}

/**
 * The token for Web API calls as this person.
 *
 * @param within the workspace and app, if they are not the first ones
 */
export function userToken(name: string, within: { team?: string; app?: string } = {}): string {
  return ['xoxp-local', within.team, within.app, name].filter(Boolean).join('-');
}

/** The user to whom the token belongs; undefined if it belongs to none. */
export async function findBearer(db: Reader, token: string): Promise<Bearer | undefined> {
  const [installation] = await db.list(installations, 'bot_token', token, { limit: 1 });
  if (installation) {
    const { team, app, bot_user_id } = installation;
    const user = await db.find(users, keyOf(team, bot_user_id));
    return user && { team, app, user, is_bot: true };
  }
  const [, givenTeam, givenApp, handle] = USER_TOKEN.exec(token) ?? [];
  if (!handle) return undefined;
  const team = givenTeam ?? (await db.list(teams, 'all', '', { limit: 1 }))[0]?.id ?? '';
  const [user] = await db.list(users, 'handle', keyOf(team, handle), { limit: 1 });
  const here = await db.list(installations, 'team', team);
  const app = here.find((one) => !givenApp || one.app === givenApp)?.app;
  return user && app ? { team, app, user, is_bot: false } : undefined;
}

/** The app to which an app-level token belongs. */
export async function findTokenApp(db: Reader, token: string): Promise<string | undefined> {
  return (await db.find(appTokens, token))?.app;
}
