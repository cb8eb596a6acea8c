import type { User } from '../model.js';
import { maySeeChannel } from '../policy/visibility.js';
import { keyOf } from '../store/collection.js';
import { channels, memberships, placements, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';
import { findUser, getUser } from './find.js';
import { isInOrganisation } from './sharing.js';

const AT_ONCE = 200;

/** What Slack tells about a stranger. */
export type Stranger = Pick<
  User,
  'id' | 'team_id' | 'name' | 'real_name' | 'deleted' | 'is_bot' | 'updated'
> & {
  profile: Partial<User['profile']>;
  is_stranger: true;
};

/** A person of another organisation who shares a channel with the viewer. */
export type ExternalMember = User & { is_stranger: false };

/**
 * The user as an app or a person sees it. A person of another organisation is an external member if they are in a channel
 * that the viewer can see. Otherwise they are a stranger, of whom little is told.
 * docs.slack.dev/apis/slack-connect#external-members
 */
export async function toSeenUser(
  workspace: Workspace,
  user: User,
  viewer: string,
): Promise<User | ExternalMember | Stranger> {
  if (await isInOrganisation(workspace, user.team_id)) return user;
  if (await isSeenInChannel(workspace, user.id, viewer)) return { ...user, is_stranger: false };
  const { id, team_id, name, real_name, deleted, is_bot, updated, profile } = user;
  const { avatar_hash, display_name, display_name_normalized, real_name_normalized, team } = profile;
  const { image_24, image_32, image_48, image_72, image_192, image_512 } = profile;
  const images = { image_24, image_32, image_48, image_72, image_192, image_512 };
  const names = { real_name, real_name_normalized, display_name, display_name_normalized };
  return {
    id,
    team_id,
    name,
    real_name,
    deleted,
    is_bot,
    updated,
    profile: { avatar_hash, ...names, ...images, team },
    is_stranger: true,
  };
}

/**
 * The user, if an app of this workspace can learn of it: one whom people of the workspace can know, or else anyone of
 * another organisation with which this workspace shares a channel. The app may have the id from a mention.
 *
 * @throws refusal `user_not_found`
 */
export async function getMentionedUser(workspace: Workspace, id: string): Promise<User> {
  return (await findUser(workspace, id)) ?? (await findStranger(workspace, id)) ?? getUser(workspace, id);
}

async function findStranger(workspace: Workspace, id: string): Promise<User | undefined> {
  const { db, team } = workspace;
  const [user] = await db.list(users, 'id', id, { limit: 1 });
  if (!user || (await isInOrganisation(workspace, user.team_id))) return undefined;
  for (let skip = 0; ; skip += AT_ONCE) {
    const placed = await db.list(placements, 'team', user.team_id, { skip, limit: AT_ONCE });
    for (const { channel } of placed) if (await db.find(placements, keyOf(team.id, channel))) return user;
    if (placed.length < AT_ONCE) return undefined;
  }
}

async function isSeenInChannel(workspace: Workspace, user: string, viewer: string): Promise<boolean> {
  for (const { channel: id } of await workspace.db.list(memberships, 'user', user)) {
    const channel = await workspace.db.find(channels, id);
    if (channel && (await maySeeChannel(workspace, channel, viewer))) return true;
  }
  return false;
}
