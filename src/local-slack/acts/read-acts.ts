import type { Act } from '../protocol.js';
import { refusal } from '../refusal.js';
import { getChannel, getUser } from '../workspaces/find.js';
import { memberships } from '../world/collections.js';
import type { Acts } from './act.js';
import { findChannelsByPrefix, findUsersByPrefix } from './find-names.js';
import { managedApps, toInstalledApp } from './managed-apps.js';
import { namedIn, usersWith } from './named-users.js';
import { newestMessages, threadMessages } from './placed-messages.js';
import { toShownChannel } from './shown-channel.js';

const MOST_MEMBERS = 200;

/** Acts that only read, and change nothing. */
export const readActs: Acts<'read_channel' | 'read_thread' | 'read_members' | 'find' | 'read_apps'> = {
  read_channel: ({ scene: { world, team }, person, act }) =>
    world.read(team, async (workspace) => {
      const channel = await getChannel(workspace, act.channel, person);
      const { messages, has_more } = await newestMessages(workspace, {
        channel,
        person,
        before: act.before,
      });
      const users = await usersWith(workspace, namedIn(messages.map(({ message }) => message)));
      return { ok: true, messages, users, has_more };
    }),

  read_thread: ({ scene: { world, team }, person, act }) =>
    world.read(team, async (workspace) => {
      const channel = await getChannel(workspace, act.channel, person);
      const messages = await threadMessages(workspace, { channel, person, ts: act.ts });
      if (messages.length === 0) {
        const where = channel.name || channel.id;
        throw refusal('thread_not_found', `There is no message with ts ${act.ts} in ${where}.`);
      }
      const users = await usersWith(workspace, namedIn(messages.map(({ message }) => message)));
      return { ok: true, messages, users };
    }),

  read_members: ({ scene: { world, team }, person, act }) =>
    world.read(team, async (workspace) => {
      const { id } = await getChannel(workspace, act.channel, person);
      const members = await workspace.db.list(memberships, 'channel', id, { limit: MOST_MEMBERS });
      const ids = members.map(({ user }) => user);
      return { ok: true, users: await usersWith(workspace, ids) };
    }),

  find: ({ scene: { world, team }, person, act }) =>
    world.read(team, async (workspace) => {
      const text = act.text.trim().replace(/^[@#]/, '');
      const found = await findChannelsByPrefix(workspace, person, text);
      return {
        ok: true,
        users: await findUsersByPrefix(workspace, text),
        channels: await Promise.all(found.map((one) => toShownChannel(workspace, one, person))),
      };
    }),

  read_apps: ({ scene: { world, team }, person }) =>
    world.read(team, async (workspace) => {
      const user = await getUser(workspace, person);
      const all = await managedApps(workspace, user);
      return { ok: true, apps: await Promise.all(all.map((one) => toInstalledApp(workspace, one, user))) };
    }),
};

/** True if the act only reads. */
export function isRead(act: Act): boolean {
  return Object.hasOwn(readActs, act.type);
}
