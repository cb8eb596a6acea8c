import { isPublic } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { addMember, createChannel, removeMember } from '../workspaces/channels.js';
import { openDirect } from '../workspaces/direct.js';
import { getChannel, getUser, getWritableChannel } from '../workspaces/find.js';
import type { Acts } from './act.js';

/** Acts on channels and direct messages. */
export const channelActs: Acts<'open_dm' | 'create_channel' | 'join' | 'leave' | 'invite'> = {
  open_dm: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const { channel } = await openDirect(workspace, person, act.users);
      return { ok: true, channel: channel.id };
    }),

  create_channel: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const { id } = await createChannel(workspace, {
        name: act.name.replace(/^#/, ''),
        is_private: act.is_private ?? false,
        user: person,
      });
      return { ok: true, channel: id };
    }),

  join: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const channel = await getChannel(workspace, act.channel, person);
      if (!isPublic(channel))
        throw refusal('method_not_supported_for_channel_type', 'Only public channels can be joined.');
      await addMember(workspace, channel, person);
      return { ok: true, channel: channel.id };
    }),

  leave: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      await removeMember(workspace, await getChannel(workspace, act.channel, person), person, person);
      return { ok: true };
    }),

  invite: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      let channel = await getWritableChannel(workspace, act.channel, person);
      for (const user of act.users) {
        const { id } = await getUser(workspace, user);
        channel = await addMember(workspace, channel, id, person);
      }
      return { ok: true, channel: channel.id };
    }),
};
