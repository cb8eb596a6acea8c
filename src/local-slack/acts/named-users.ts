import { isObject } from '../../base/index.js';
import type { Message, User } from '../model.js';
import { findUser } from '../workspaces/find.js';
import { mentionedIn } from '../workspaces/text.js';
import type { Workspace } from '../world/workspace.js';

/** In the elements of rich text. */
const USER_ID = /"user_id":"([UW][A-Z0-9]+)"/g;

/**
 * Ids of the users that a page shows with the messages: authors, bots, mentioned users, and those who reacted, replied
 * or invited.
 */
export function namedIn(messages: readonly Message[]): string[] {
  return [...new Set(messages.flatMap(idsIn))];
}

/** The users with these ids whom people of the workspace can know. */
export async function usersWith(workspace: Workspace, ids: readonly string[]): Promise<User[]> {
  const found = await Promise.all(ids.map((id) => findUser(workspace, id)));
  return found.filter((user) => user !== undefined);
}

function idsIn(message: Message): string[] {
  const { user, parent_user_id, inviter, bot_profile, root, text } = message;
  const given = [user, parent_user_id, inviter, isObject(bot_profile) ? bot_profile.user_id : undefined];
  return [
    ...given.filter((id) => typeof id === 'string'),
    ...mentionedIn(text),
    ...(message.reactions ?? []).flatMap(({ users }) => users),
    ...(message.reply_users ?? []),
    ...idsInBlocks(message),
    ...(root ? idsIn(root) : []),
  ];
}

function idsInBlocks({ blocks = [], attachments = [] }: Message): string[] {
  if (blocks.length === 0 && attachments.length === 0) return [];
  const json = JSON.stringify([blocks, attachments]);
  return [...mentionedIn(json), ...[...json.matchAll(USER_ID)].flatMap(([, id]) => id ?? [])];
}
