import type { ShownChannel, Unread } from '../protocol.js';
import { mentionedIn } from '../workspaces/text.js';
import { messages } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

const MOST = 100;

/**
 * Counts the newest 100 messages that the person has not read. Messages of the person, and replies that only their
 * threads show, do not count.
 */
export async function unreadOf(
  { db }: Workspace,
  { id, last_read, is_im, is_mpim }: ShownChannel,
  person: string,
): Promise<Unread> {
  const newest = await db.list(messages, 'top', id, { after: last_read, limit: MOST, newestFirst: true });
  const unread = newest.filter(({ message }) => message.user !== person);
  const calls =
    is_im || is_mpim ? unread : unread.filter(({ message }) => mentionedIn(message.text).includes(person));
  return { count: unread.length, calls: calls.length };
}
