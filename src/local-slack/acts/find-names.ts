import type { Channel, User } from '../model.js';
import { maySeeChannel } from '../policy/visibility.js';
import { keyOf, placesFrom } from '../store/collection.js';
import { channels, memberships, type Placement, placements, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

const MOST = 20;
/** Archived channels and deactivated users are left out, so a few more are read. */
const READ = 2 * MOST;

/** At most 20 people and bots whose handle, display name or real name starts with this text. */
export async function findUsersByPrefix({ db, team }: Workspace, text: string): Promise<User[]> {
  const range = { ...placesFrom(text), limit: READ };
  const found = new Map<string, User>();
  for (const index of ['by_handle', 'by_display_name', 'by_real_name'] as const) {
    for (const user of await db.list(users, index, team.id, range))
      if (!user.deleted) found.set(user.id, user);
    if (found.size >= MOST) break;
  }
  return [...found.values()].slice(0, MOST);
}

/** At most 20 channels that the person can see and whose names start with this text, the person's private ones first. */
export async function findChannelsByPrefix(
  workspace: Workspace,
  person: string,
  text: string,
): Promise<Channel[]> {
  const { db, team } = workspace;
  const start = text.toLowerCase();
  const range = { ...placesFrom(start), limit: READ };
  const own = (await privateChannelsOf(workspace, person)).filter(({ name }) => name.startsWith(start));
  const open = await db.list(placements, 'type_by_name', keyOf(team.id, 'channel'), range);
  const found: Channel[] = [];
  for (const { channel: id, is_archived } of [...own, ...open]) {
    const channel = is_archived ? undefined : await db.find(channels, id);
    if (channel && (await maySeeChannel(workspace, channel, person))) found.push(channel);
    if (found.length === MOST) break;
  }
  return found;
}

async function privateChannelsOf({ db, team }: Workspace, person: string): Promise<Placement[]> {
  const joined = await db.list(memberships, 'user', person);
  const placed = await Promise.all(joined.map(({ channel }) => db.find(placements, keyOf(team.id, channel))));
  return placed.filter((one): one is Placement => one?.type === 'group');
}
