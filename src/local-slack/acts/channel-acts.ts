import { isPublic } from '../policy/visibility.js';
import { addMember, createChannel, removeMember } from '../state/channels.js';
import { openDirect } from '../state/direct.js';
import { getChannel, getUser, getWritableChannel } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import type { Acts } from './act.js';

/** Acts on channels and direct messages. */
export const channelActs: Acts<'open_dm' | 'create_channel' | 'join' | 'leave' | 'invite'> = {
  open_dm: ({ scene: { workspace }, person, act }) => {
    const { channel } = openDirect(workspace, person.id, act.users);
    return { ok: true, channel: channel.id };
  },

  create_channel: ({ scene: { workspace }, person, act }) => {
    const { id } = createChannel(workspace, {
      name: act.name.replace(/^#/, ''),
      is_private: act.is_private ?? false,
      user: person.id,
    });
    return { ok: true, channel: id };
  },

  join: ({ scene: { workspace }, person, act }) => {
    const channel = getChannel(workspace, act.channel, person.id);
    if (!isPublic(channel))
      throw refusal('method_not_supported_for_channel_type', 'Only public channels can be joined.');
    addMember(workspace, channel, person.id);
    return { ok: true, channel: channel.id };
  },

  leave: ({ scene: { workspace }, person, act }) => {
    removeMember(workspace, getChannel(workspace, act.channel, person.id), person.id, person.id);
    return { ok: true };
  },

  invite: ({ scene: { workspace }, person, act }) => {
    const channel = getWritableChannel(workspace, act.channel, person.id);
    for (const id of act.users) addMember(workspace, channel, getUser(workspace, id).id, person.id);
    return { ok: true, channel: channel.id };
  },
};
