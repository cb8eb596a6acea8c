import { usersWith } from '../acts/named-users.js';
import { withMembership } from '../acts/shown-channel.js';
import { installedIn, toShownApp } from '../apps/installed.js';
import { homesOf, stackOf } from '../apps/views.js';
import type { Presence } from '../journal/change.js';
import type { Channel, User } from '../model.js';
import type { ShownChannel, ShownTeam, Snapshot, Unread } from '../protocol.js';
import { keyOf } from '../store/collection.js';
import { ALL, channels, memberships, placements, presences, teams, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';
import { unreadOf } from './unread.js';

const MOST_USERS = 1000;
const MOST_OTHER_CHANNELS = 1000;
const MOST_COUNTED = 200;

/** What the person can see of the workspace now, without messages. */
export async function takeSnapshot(
  workspace: Workspace,
  person: string,
): Promise<Omit<Snapshot, 'world' | 'number'>> {
  const { db, team } = workspace;
  const apps = (await installedIn(workspace)).map(toShownApp);
  const own = await ownChannels(workspace, person);
  const partners = own.flatMap(({ members = [] }) => members);
  const bots = apps.map(({ bot_user_id }) => bot_user_id);
  const people = await firstUsersAnd(workspace, [person, ...bots, ...partners]);
  const modals = await stackOf(workspace, person);
  const homes = await homesOf(workspace, person);
  return {
    you: person,
    team,
    workspaces: (await db.list(teams, 'all', ALL)).map(toShownTeam),
    apps,
    users: people,
    presence: await presenceOf(workspace, people),
    channels: [...own, ...(await otherChannels(workspace, own))],
    unread: await countUnread(workspace, own.slice(0, MOST_COUNTED), person),
    modals: modals.map(({ view }) => view),
    homes: homes.map(({ view }) => view),
  };
}

/** The channels and direct messages of the person, in the order in which the person joined them. */
async function ownChannels(workspace: Workspace, person: string): Promise<ShownChannel[]> {
  const { db, team } = workspace;
  const joined = await db.list(memberships, 'user', person);
  const found = await Promise.all(
    joined.map(async (membership) => {
      const channel = await db.find(channels, membership.channel);
      // The person may be a member of channels in other workspaces of the organisation too.
      return channel?.teams.includes(team.id) && withMembership(workspace, channel, membership);
    }),
  );
  return found.flatMap((channel) => channel || []);
}

/** The first 1,000 public channels that the person is not in. */
async function otherChannels(workspace: Workspace, own: readonly ShownChannel[]): Promise<ShownChannel[]> {
  const { db, team } = workspace;
  const known = new Set(own.map(({ id }) => id));
  const limit = MOST_OTHER_CHANNELS + own.filter(({ is_private }) => !is_private).length;
  const placed = await db.list(placements, 'type', keyOf(team.id, 'channel'), { limit });
  const others = placed.filter(({ channel }) => !known.has(channel)).slice(0, MOST_OTHER_CHANNELS);
  const found = await Promise.all(others.map(({ channel }) => db.find(channels, channel)));
  const isFound = (channel: Channel | undefined) => channel !== undefined;
  return Promise.all(found.filter(isFound).map((channel) => withMembership(workspace, channel, undefined)));
}

/** The first 1,000 users, and those with these ids. */
async function firstUsersAnd(workspace: Workspace, ids: readonly string[]): Promise<User[]> {
  const { db, team } = workspace;
  const first = await db.list(users, 'team', team.id, { limit: MOST_USERS });
  const known = new Set(first.map(({ id }) => id));
  const others = [...new Set(ids)].filter((id) => !known.has(id));
  return [...first, ...(await usersWith(workspace, others))];
}

async function presenceOf(
  { db, team }: Workspace,
  people: readonly User[],
): Promise<Record<string, Presence>> {
  const first = await db.list(presences, 'team', team.id, { limit: MOST_USERS });
  const known = new Map(first.map(({ user, presence }) => [user, presence]));
  const others = first.length < MOST_USERS ? [] : people.filter(({ id }) => !known.has(id));
  const found = await Promise.all(others.map(({ id }) => db.find(presences, keyOf(team.id, id))));
  for (const one of found) if (one) known.set(one.user, one.presence);
  return Object.fromEntries(known);
}

async function countUnread(
  workspace: Workspace,
  own: readonly ShownChannel[],
  person: string,
): Promise<Record<string, Unread>> {
  const counted = await Promise.all(
    own.map(async (channel) => [channel.id, await unreadOf(workspace, channel, person)] as const),
  );
  return Object.fromEntries(counted.filter(([, { count }]) => count > 0));
}

function toShownTeam({ id, name, icon, enterprise_id }: ShownTeam): ShownTeam {
  return { id, name, icon, ...(enterprise_id && { enterprise_id }) };
}
