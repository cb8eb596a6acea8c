import type { Scene } from '../acts/act.js';
import type { Channel, User, View } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { SyncReader } from '../store/memory-store.js';
import { channelNameGroup, USER_NAMES, userNameGroup } from '../workspaces/find.js';
import { channels, memberships, placements, users, views } from '../world/collections.js';

/** A workspace whose documents a test can read without waiting, because they are in memory. */
export interface Seen extends Scene {
  now: SyncReader;
}

/** A workspace, for functions that only read its documents. */
type Looked = Pick<Seen, 'now' | 'team'>;

/** A channel with the ids of its members. */
export interface SeenChannel extends Channel {
  members: string[];
}

/** The channels of the workspace, in the order in which they were created. */
export function seenChannels({ now, team }: Looked): SeenChannel[] {
  return now.list(placements, 'team', team).flatMap(({ channel }) => {
    const found = now.find(channels, channel);
    return found ? withMembers(now, found) : [];
  });
}

/** The users of the workspace, people and bots, in the order in which they came. */
export function seenUsers({ now, team }: Looked): User[] {
  return now.list(users, 'team', team);
}

/** The person's open modals, the topmost last. */
export function seenModals({ now, team }: Seen, user: string): View[] {
  return now.list(views, 'modals', keyOf(team, user)).map(({ view }) => view);
}

/** The channel with this name (with or without `#`) or id. @throws refusal whose message lists the channels */
export function channelNamed(seen: Looked, name: string): SeenChannel {
  const { now, team } = seen;
  const [placed] = now.list(placements, 'name', channelNameGroup(team, name), { limit: 1 });
  const channel = now.find(channels, placed?.channel ?? name);
  if (channel?.teams.includes(team)) return withMembers(now, channel);
  const names = seenChannels(seen).filter((one) => one.name && !one.is_mpim);
  throw refusal(
    'channel_not_found',
    `The local Slack has no channel '${name}'. Its channels are ${names.map((one) => `#${one.name}`).join(', ')}.`,
  );
}

/** The user with this handle, name or id. @throws refusal whose message lists the users */
export function personNamed(seen: Looked, name: string): User {
  const { now, team } = seen;
  const known = now.find(users, keyOf(team, name));
  if (known) return known;
  for (const index of USER_NAMES) {
    const [user] = now.list(users, index, userNameGroup(team, name), { limit: 1 });
    if (user) return user;
  }
  const names = seenUsers(seen).map((one) => one.name);
  throw refusal(
    'user_not_found',
    `The local Slack has no user '${name}'. Its users are ${names.join(', ')}.`,
  );
}

function withMembers(now: SyncReader, channel: Channel): SeenChannel {
  return {
    ...channel,
    members: now.list(memberships, 'channel', channel.id).map(({ user }) => user),
  };
}
