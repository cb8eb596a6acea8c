import type { Channel, Json, Message, PostedMessage } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { currentMessage, findMessage, getChannel, getMessage } from '../workspaces/find.js';
import { memberships, messages } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';
import type { Args } from './args.js';
import { readMarks, toConversation } from './conversation-json.js';
import { listConversations } from './conversations-list.js';
import { type Methods, reading } from './method.js';
import { type Page, pageByTs, pageMetadata, pageOf } from './paging.js';
import { timeRange } from './time-range.js';

export const conversationsRead: Methods = reading({
  'conversations.list': listConversations,

  'conversations.info': async ({ workspace, actor, args }) => {
    const viewer = actor.user.id;
    const channel = await getChannel(workspace, args.get('channel'), viewer);
    const conversation = await toConversation(workspace, channel, viewer);
    if (await isMember(workspace, channel.id, viewer))
      Object.assign(conversation, await readMarks(workspace, channel, viewer));
    if (!args.flag('include_num_members')) delete conversation.num_members;
    return { channel: conversation };
  },

  'conversations.members': async ({ workspace, actor, args }) => {
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    const page = await pageOf(args, (part) => workspace.db.list(memberships, 'channel', channel.id, part));
    return { members: page.items.map(({ user }) => user), ...pageMetadata(page) };
  },

  'conversations.history': async ({ workspace, actor, args }) => {
    const channel = await getReadable(workspace, args.get('channel'), actor.user.id);
    const page = await pageByTs(
      args,
      timeRange(args),
      async (range) => messagesOf(workspace, await workspace.db.list(messages, 'top', channel.id, range)),
      { standard: 100, most: 999 },
    );
    return { ...messagesPage(page, args), pin_count: 0 };
  },

  'conversations.replies': async ({ workspace, actor, args }) => {
    const channel = await getReadable(workspace, args.get('channel'), actor.user.id);
    const message = await getMessage(workspace, channel, args.get('ts'), 'thread_not_found');
    const parentTs = message.thread_ts ?? message.ts;
    const parent = await findMessage(workspace, channel.id, parentTs);
    const range = timeRange(args);
    const page = await pageOf(
      args,
      async ({ skip, limit }) => {
        // The parent is at position 0, before the replies.
        const first = parent && skip === 0 ? [parent] : [];
        const replies = await workspace.db.list(messages, 'thread', keyOf(channel.id, parentTs), {
          ...range,
          skip: parent ? Math.max(skip - 1, 0) : skip,
          limit: limit - first.length,
        });
        return [...first, ...(await messagesOf(workspace, replies))];
      },
      { standard: 1000 },
    );
    return messagesPage(page, args);
  },
});

async function getReadable(workspace: Workspace, id: string, viewer: string): Promise<Channel> {
  const channel = await getChannel(workspace, id, viewer);
  if (!(await isMember(workspace, channel.id, viewer))) {
    throw refusal(
      'not_in_channel',
      `${viewer} is not in #${channel.name} and cannot read it. Join it first.`,
    );
  }
  return channel;
}

function messagesOf(workspace: Workspace, posted: readonly PostedMessage[]): Promise<Message[]> {
  return Promise.all(posted.map((one) => currentMessage(workspace, one)));
}

function messagesPage({ items, next_cursor }: Page<Message>, args: Args): Json {
  const plain = args.flag('include_all_metadata') ? items : items.map(({ metadata, ...rest }) => rest);
  return {
    messages: plain,
    has_more: next_cursor !== '',
    ...(next_cursor && { response_metadata: { next_cursor } }),
  };
}
