import { seconds } from '../ids.js';
import { placeOf } from '../store/collection.js';
import { scheduled } from '../world/collections.js';
import type { World } from '../world/world.js';
import { findChannel, findMessage } from './find.js';
import { postMessage } from './messages.js';

/** Posts due messages, oldest first. Drops a message if its channel is archived or its thread is gone. */
export async function postDue({ db, now, change }: World): Promise<void> {
  const due = await db.list(scheduled, 'due', '', { to: placeOf(seconds(now())) });
  for (const { id, team } of due) {
    await change(team, async (workspace) => {
      // The message may have been cancelled in the meantime.
      const one = await workspace.db.find(scheduled, id);
      if (!one) return;
      const { channel: channelId, post } = one;
      workspace.db.remove(scheduled, id);
      workspace.emit({ kind: 'message_unscheduled', channel: channelId, id, user: post.user });
      const channel = await findChannel(workspace, channelId);
      const parentIsThere =
        !post.thread_ts || (await findMessage(workspace, channelId, post.thread_ts)) !== undefined;
      if (channel && !channel.is_archived && parentIsThere) await postMessage(workspace, channel, post);
    });
  }
}
