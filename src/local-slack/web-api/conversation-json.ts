import type { Channel, Json } from '../model.js';
import { keyOf } from '../store/collection.js';
import { currentMessage, findUser, membersOf } from '../workspaces/find.js';
import { memberships, messages } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';
import { isInOrganisation } from './organisation.js';

/** The maximum number of unread messages to count. */
const MOST_UNREAD = 1_000;

/** A conversation in Slack's JSON, as this user sees it. */
export async function toConversation(workspace: Workspace, channel: Channel, viewer: string): Promise<Json> {
  const { teams, member_count, ...rest } = channel;
  const membership = await workspace.db.find(memberships, keyOf(channel.id, viewer));
  const is_open = !membership?.is_closed;
  const shared = await sharing(workspace, teams);
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
    shared_team_ids: teams,
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

/** The fields that tell with whom the conversation is shared. */
async function sharing(workspace: Workspace, teams: readonly string[]): Promise<Json> {
  const is_shared = teams.length > 1;
  const inOrganisation = await Promise.all(teams.map((id) => isInOrganisation(workspace, id)));
  const is_org_shared = is_shared && inOrganisation.every(Boolean);
  return {
    is_shared,
    is_org_shared,
    is_ext_shared: is_shared && !is_org_shared,
    is_pending_ext_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    context_team_id: workspace.team.id,
  };
}
