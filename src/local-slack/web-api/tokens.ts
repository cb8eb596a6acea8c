import { randomInt } from 'node:crypto';
import { findUserByName } from '../state/find.js';
import { randomText } from '../state/ids.js';
import type { Workspace } from '../state/workspace.js';
import type { Actor } from './method.js';

const USER_TOKEN = /^xoxp-local-(.+)$/;

/** Generates an app-level token, different in each run. */
export function newAppToken(appId: string): string {
  return `xapp-1-${appId}-${randomInt(1e12, 1e13)}-${randomText(64)}`;
}

/** The token for Web API calls as this person. */
export function userToken(name: string): string {
  return `xoxp-local-${name}`;
}

/** The user to whom the token belongs; undefined if it belongs to no user. */
export function findActor(workspace: Workspace, botToken: string, token: string): Actor | undefined {
  const handle = USER_TOKEN.exec(token)?.[1];
  const user =
    token === botToken
      ? workspace.users.get(workspace.app.bot_user_id)
      : handle !== undefined
        ? findUserByName(workspace, handle)
        : undefined;
  return user && { user, is_bot: token === botToken };
}
