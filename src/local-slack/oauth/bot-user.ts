import { seconds } from '../ids.js';
import type { App, Channel, Installation } from '../model.js';
import { keyOf } from '../store/collection.js';
import { channels, memberships, users } from '../world/collections.js';
import { toBotUser } from '../world/person.js';
import type { WritableWorkspace } from '../world/workspace.js';

/** Adds the bot's user to the workspace, or activates it again. */
export async function addBotUser(
  workspace: WritableWorkspace,
  app: App,
  installation: Installation,
): Promise<void> {
  const { db, team, url, emit } = workspace;
  const known = await db.find(users, keyOf(team.id, installation.bot_user_id));
  if (known && !known.deleted) return;
  const user = toBotUser(app, installation, { url, team, updated: seconds(workspace.now()) });
  db.put(users, user);
  emit({ kind: known ? 'user_changed' : 'user_joined', user });
}

/** Deactivates the bot's user, and takes it out of the channels of the workspace. */
export async function removeBotUser(workspace: WritableWorkspace, bot: string): Promise<void> {
  const { db, team, emit } = workspace;
  const known = await db.find(users, keyOf(team.id, bot));
  if (!known || known.deleted) return;
  for (const membership of await db.list(memberships, 'user', bot)) {
    const channel = await db.find(channels, membership.channel);
    if (!channel?.teams.includes(team.id) || channel.is_im) continue;
    if (await isElsewhereIn(workspace, channel, bot)) continue;
    db.remove(memberships, keyOf(channel.id, bot));
    const after = { ...channel, member_count: channel.member_count - 1 };
    db.put(channels, after);
    emit({ kind: 'member_left', channel: after, user: bot, by: bot });
  }
  const user = { ...known, deleted: true, updated: seconds(workspace.now()) };
  db.put(users, user);
  emit({ kind: 'user_changed', user });
}

/** True if the bot is also in another workspace that shares the channel. */
async function isElsewhereIn(
  { db, team }: WritableWorkspace,
  channel: Channel,
  bot: string,
): Promise<boolean> {
  for (const id of channel.teams) {
    const user = id === team.id ? undefined : await db.find(users, keyOf(id, bot));
    if (user && !user.deleted) return true;
  }
  return false;
}
