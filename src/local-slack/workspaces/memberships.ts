import type { Channel } from '../model.js';
import { keyOf } from '../store/collection.js';
import { memberships } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';

/** Records what a member has read or closed. Does nothing for others. */
export async function touchMembership(
  workspace: WritableWorkspace,
  channel: Channel,
  user: string,
  change: { last_read?: string; is_closed?: boolean },
): Promise<void> {
  const before = await workspace.db.find(memberships, keyOf(channel.id, user));
  if (!before) return;
  const membership = { ...before, ...change };
  workspace.db.put(memberships, membership);
  workspace.emit({ kind: 'membership_touched', channel, membership });
}
