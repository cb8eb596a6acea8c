import type { Channel, Json } from '../model.js';
import { keyOf } from '../store/collection.js';
import { currentMessage, findUser, membersOf } from '../workspaces/find.js';
import { sharingFields } from '../workspaces/sharing.js';
import { memberships, messages } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/** The maximum number of unread messages to count. */
const MOST_UNREAD = 1_000;

/** A conversation in Slack's JSON, as this user sees it. */
export async function toConversation(workspace: Workspace, channel: Channel, viewer: string): Promise<Json> {
  const { teams, member_count, ...rest } = channel;
  const membership = await workspace.db.find(memberships, keyOf(channel.id, viewer));
  const is_open = !membership?.is_closed;
  const shared = await sharingFields(workspace, channel);
  if (channel.is_im) {
    const { id, created, updated, is_archived } = rest;
    const user = (await membersOf(workspace, id)).find((one) => one !== viewer) ?? viewer;
    const is_user_deleted = (await findUser(workspace, user))?.deleted ?? false;
    return {
      id,
      created,
      updated,
      is_archived,
      is_im: true,
      is_open,
      user,
      is_user_deleted,
      priority: 0,
      ...shared,
    };
  }
  return {
    ...rest,
    name_normalized: channel.name,
    is_member: membership !== undefined,
    is_open,
    num_members: member_count,
    unlinked: 0,
    parent_conversation: null,
    ...shared,
  };
}

/** The fields that `conversations.info` adds for a member. */
export async function readMarks(workspace: Workspace, channel: Channel, viewer: string): Promise<Json> {
  const { db } = workspace;
  const membership = await db.find(memberships, keyOf(channel.id, viewer));
  const last_read = membership?.last_read ?? '0000000000.000000';
  const [latest] = await db.list(messages, 'top', channel.id, { limit: 1, newestFirst: true });
  const unread = await db.list(messages, 'top', channel.id, { after: last_read, limit: MOST_UNREAD });
  return {
    last_read,
    ...(latest && { latest: await currentMessage(workspace, latest) }),
    unread_count: unread.length,
    unread_count_display: unread.length,
  };
}
