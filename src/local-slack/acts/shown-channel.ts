import type { Channel, Membership } from '../model.js';
import type { ShownChannel } from '../protocol.js';
import { keyOf } from '../store/collection.js';
import { membersOf } from '../workspaces/find.js';
import { memberships } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/** The channel as this person sees it. */
export async function toShownChannel(
  workspace: Workspace,
  channel: Channel,
  person: string,
): Promise<ShownChannel> {
  const membership = await workspace.db.find(memberships, keyOf(channel.id, person));
  return withMembership(workspace, channel, membership);
}

/** The channel as a person with this membership sees it, or a person who is no member. */
export async function withMembership(
  workspace: Workspace,
  channel: Channel,
  membership: Membership | undefined,
): Promise<ShownChannel> {
  const isDirect = channel.is_im || channel.is_mpim;
  return {
    ...channel,
    is_member: membership !== undefined,
    ...(membership?.last_read !== undefined && { last_read: membership.last_read }),
    is_closed: membership?.is_closed ?? false,
    ...(isDirect && { members: await membersOf(workspace, channel.id) }),
  };
}
