import { seconds } from './ids.js';
import { postMessage } from './messages.js';
import type { Workspace } from './workspace.js';

/** Posts due messages, oldest first. Drops a message if its channel is archived or its thread is gone. */
export function postDue(workspace: Workspace): void {
  const now = seconds(workspace.now());
  const due = [...workspace.scheduled.values()].filter(({ post_at }) => post_at <= now);
  for (const { id, channel: channelId, post } of due.sort((a, b) => a.post_at - b.post_at)) {
    workspace.scheduled.delete(id);
    const channel = workspace.channels.get(channelId);
    const parentIsThere =
      !post.thread_ts || workspace.messages.get(channelId)?.some(({ ts }) => ts === post.thread_ts);
    if (channel && !channel.is_archived && parentIsThere) postMessage(workspace, channel, post);
  }
}
