import type { Channel, Message } from '../model.js';
import { keyOf } from '../store/collection.js';
import { messages } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import { currentMessage, findMessage } from './find.js';

/** How many authors of replies a parent names. */
const NAMED = 5;

/** The replies, oldest first, without the parent. */
export async function repliesTo(workspace: Workspace, channel: string, parentTs: string): Promise<Message[]> {
  const posted = await workspace.db.list(messages, 'thread', keyOf(channel, parentTs));
  return Promise.all(posted.map((one) => currentMessage(workspace, one)));
}

/** Adds a new reply to the parent's counts. `isFirst` tells whether it is the first one by its author. */
export async function countReply(
  workspace: WritableWorkspace,
  channel: Channel,
  { thread_ts, ts, user }: Message,
  isFirst: boolean,
): Promise<void> {
  const parent = thread_ts && (await findMessage(workspace, channel.id, thread_ts));
  if (!parent) return;
  const { reply_count = 0, reply_users = [], reply_users_count = 0 } = parent;
  touch(workspace, channel, {
    ...parent,
    thread_ts,
    reply_count: reply_count + 1,
    reply_users_count: reply_users_count + (isFirst ? 1 : 0),
    reply_users: isFirst && user ? [...reply_users, user].slice(0, NAMED) : reply_users,
    latest_reply: ts,
    is_locked: false,
  });
}

/** Counts the replies again, after one was deleted. */
export async function recount(
  workspace: WritableWorkspace,
  channel: Channel,
  parentTs: string,
): Promise<void> {
  const parent = await findMessage(workspace, channel.id, parentTs);
  if (!parent) return;
  const replies = await repliesTo(workspace, channel.id, parentTs);
  if (replies.length === 0) {
    const { thread_ts, reply_count, reply_users, reply_users_count, latest_reply, is_locked, ...plain } =
      parent;
    touch(workspace, channel, plain);
    return;
  }
  const users = [...new Set(replies.flatMap(({ user }) => user ?? []))];
  touch(workspace, channel, {
    ...parent,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users.slice(0, NAMED),
    latest_reply: replies.at(-1)?.ts,
  });
}

function touch(workspace: WritableWorkspace, channel: Channel, message: Message): void {
  workspace.db.put(messages, { channel: channel.id, message });
  workspace.emit({ kind: 'message_touched', channel, message });
}
