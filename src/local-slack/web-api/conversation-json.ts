import type { Channel, Json } from '../model.js';
import { isTopLevel } from '../state/threads.js';
import type { Workspace } from '../state/workspace.js';

/** A conversation in Slack's JSON, as this user sees it. */
export function toConversation(workspace: Workspace, channel: Channel, viewer: string): Json {
  const { members, closed_by, last_read, ...rest } = channel;
  const shared = {
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    context_team_id: workspace.team.id,
  };
  if (channel.is_im) {
    const user = members.find((id) => id !== viewer) ?? viewer;
    const { id, created, updated, is_archived } = rest;
    const is_open = !closed_by.includes(viewer);
    return {
      id,
      created,
      updated,
      is_archived,
      is_im: true,
      is_open,
      user,
      is_user_deleted: workspace.users.get(user)?.deleted ?? false,
      priority: 0,
      ...shared,
    };
  }
  return {
    ...rest,
    name_normalized: channel.name,
    is_member: members.includes(viewer),
    is_open: !closed_by.includes(viewer),
    num_members: members.length,
    unlinked: 0,
    parent_conversation: null,
    shared_team_ids: [workspace.team.id],
    ...shared,
  };
}

/** The fields that `conversations.info` adds for a member. */
export function readMarks(workspace: Workspace, channel: Channel, viewer: string): Json {
  const last_read = channel.last_read[viewer] ?? '0000000000.000000';
  const messages = (workspace.messages.get(channel.id) ?? []).filter(isTopLevel);
  const latest = messages.at(-1);
  const unread_count = messages.filter(({ ts }) => ts > last_read).length;
  return { last_read, ...(latest && { latest }), unread_count, unread_count_display: unread_count };
}
