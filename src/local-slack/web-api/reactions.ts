import type { Channel, Message } from '../model.js';
import { getChannel, getMessage, getWritableChannel } from '../state/find.js';
import { addReaction, removeReaction } from '../state/reactions.js';
import { refusal } from '../state/refusal.js';
import type { MethodCall, Methods } from './method.js';
import { paged, pageMetadata } from './paging.js';
import { permalink } from './permalink.js';

export const reactions: Methods = {
  'reactions.add': (call) => {
    const { channel, message } = getItem(call, true);
    addReaction(call.workspace, channel, message, reactingOf(call));
    return {};
  },

  'reactions.remove': (call) => {
    const { channel, message } = getItem(call, true);
    removeReaction(call.workspace, channel, message, reactingOf(call));
    return {};
  },

  'reactions.get': (call) => {
    const { channel, message } = getItem(call, false);
    return {
      type: 'message',
      channel: channel.id,
      message: { ...message, permalink: permalink(call.workspace, channel, message) },
    };
  },

  'reactions.list': ({ workspace, args, actor }) => {
    const user = args.find('user') ?? actor.user.id;
    const items = [...workspace.channels.values()]
      .filter(({ members }) => members.includes(actor.user.id))
      .flatMap(({ id }) =>
        (workspace.messages.get(id) ?? []).map((message) => ({ type: 'message', channel: id, message })),
      )
      .filter(({ message }) => message.reactions?.some(({ users }) => users.includes(user)));
    const page = paged(items, args);
    return { items: page.items, ...pageMetadata(page) };
  },
};

function getItem(
  { workspace, args, actor }: MethodCall,
  toWrite: boolean,
): { channel: Channel; message: Message } {
  const channelId = args.find('channel');
  const ts = args.find('timestamp');
  if (!channelId || !ts) throw refusal('no_item_specified', 'Give `channel` and `timestamp`.');
  const channel = (toWrite ? getWritableChannel : getChannel)(workspace, channelId, actor.user.id);
  return { channel, message: getMessage(workspace, channel, ts) };
}

function reactingOf({ args, actor }: MethodCall): { name: string; user: string } {
  return { name: args.get('name'), user: actor.user.id };
}
