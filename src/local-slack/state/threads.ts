import type { Channel, Message } from '../model.js';
import type { Workspace } from './workspace.js';

/** Updates the parent's counts for a new reply. */
export function addReply(workspace: Workspace, channel: Channel, reply: Message): void {
  recount(workspace, channel, reply.thread_ts);
}

/** Updates the parent's counts after a reply was deleted. */
export function removeReply(workspace: Workspace, channel: Channel, reply: Message): void {
  recount(workspace, channel, reply.thread_ts);
}

/** The replies, oldest first, without the parent. */
export function repliesTo(workspace: Workspace, channel: Channel, parentTs: string): Message[] {
  const all = workspace.messages.get(channel.id) ?? [];
  return all.filter(({ ts, thread_ts }) => thread_ts === parentTs && ts !== parentTs);
}

/** True if the message is visible in the channel itself, and not only in its thread. */
export function isTopLevel({ ts, thread_ts, subtype }: Message): boolean {
  return !thread_ts || thread_ts === ts || subtype === 'thread_broadcast';
}

function recount(workspace: Workspace, channel: Channel, parentTs: string | undefined): void {
  const parent = workspace.messages.get(channel.id)?.find(({ ts }) => ts === parentTs);
  if (!parent || !parentTs) return;
  const replies = repliesTo(workspace, channel, parentTs);
  const users = [...new Set(replies.flatMap(({ user }) => user ?? []))];
  parent.thread_ts = parentTs;
  parent.reply_count = replies.length;
  parent.reply_users_count = users.length;
  parent.reply_users = users.slice(0, 5);
  parent.latest_reply = replies.at(-1)?.ts;
  parent.is_locked = false;
  if (replies.length === 0) {
    for (const field of [
      'thread_ts',
      'reply_count',
      'reply_users_count',
      'reply_users',
      'latest_reply',
      'is_locked',
    ]) {
      delete parent[field];
    }
  }
  workspace.emit({ kind: 'message_touched', channel, message: parent });
}
