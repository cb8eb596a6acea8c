import type { Channel, Json, Message } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { findChannel, findMessage, getChannel, getMessage, getWritableChannel } from '../workspaces/find.js';
import { addReaction, removeReaction } from '../workspaces/reactions.js';
import { reacted } from '../world/collections.js';
import { changing, type MethodCall, type Methods, reading } from './method.js';
import { pageMetadata, pageOfPicked } from './paging.js';
import { permalink } from './permalink.js';

const reacting = changing({
  'reactions.add': async (call) => {
    const { channel, message } = await getItem(call, getWritableChannel);
    addReaction(call.workspace, channel, message, reactingOf(call));
    return {};
  },

  'reactions.remove': async (call) => {
    const { channel, message } = await getItem(call, getWritableChannel);
    removeReaction(call.workspace, channel, message, reactingOf(call));
    return {};
  },
});

const looking = reading({
  'reactions.get': async (call) => {
    const { channel, message } = await getItem(call, getChannel);
    return {
      type: 'message',
      channel: channel.id,
      message: { ...message, permalink: permalink(call.workspace, channel, message) },
    };
  },

  'reactions.list': async (call) => {
    const user = call.args.find('user') ?? call.actor.user.id;
    const page = await pageOfPicked(
      call.args,
      (part) => call.workspace.db.list(reacted, 'user', user, part),
      ({ channel, ts }) => findItem(call, channel, ts),
    );
    return { items: page.items, ...pageMetadata(page) };
  },
});

export const reactions: Methods = { ...reacting, ...looking };

/** The message in the list of reactions, if its channel has the caller as a member. */
async function findItem({ workspace, actor }: MethodCall, id: string, ts: string): Promise<Json | undefined> {
  const channel = await findChannel(workspace, id);
  if (!channel || !(await isMember(workspace, id, actor.user.id))) return undefined;
  const message = await findMessage(workspace, id, ts);
  return message && { type: 'message', channel: id, message };
}

async function getItem(
  { workspace, args, actor }: MethodCall,
  get: typeof getChannel,
): Promise<{ channel: Channel; message: Message }> {
  const channelId = args.find('channel');
  const ts = args.find('timestamp');
  if (!channelId || !ts) throw refusal('no_item_specified', 'Give `channel` and `timestamp`.');
  const channel = await get(workspace, channelId, actor.user.id);
  return { channel, message: await getMessage(workspace, channel, ts) };
}

function reactingOf({ args, actor }: MethodCall): { name: string; user: string } {
  return { name: args.get('name'), user: actor.user.id };
}
