import type { Channel, Json, Message } from '../model.js';
import { maySeeChannel } from '../policy/visibility.js';
import { channelType, getChannel, getMessage } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import { isTopLevel, repliesTo } from '../state/threads.js';
import type { Workspace } from '../state/workspace.js';
import type { Args } from './args.js';
import { readMarks, toConversation } from './conversation-json.js';
import type { MethodCall, Methods } from './method.js';
import { paged, pagedByTs, pageMetadata } from './paging.js';

const TYPES: Record<string, string> = {
  public_channel: 'channel',
  private_channel: 'group',
  im: 'im',
  mpim: 'mpim',
};

export const conversationsRead: Methods = {
  'conversations.list': (call) => listConversations(call, call.actor.user.id, () => true),

  'conversations.info': ({ workspace, actor, args }) => {
    const viewer = actor.user.id;
    const channel = getChannel(workspace, args.get('channel'), viewer);
    const conversation = toConversation(workspace, channel, viewer);
    if (channel.members.includes(viewer)) Object.assign(conversation, readMarks(workspace, channel, viewer));
    if (!args.flag('include_num_members')) delete conversation.num_members;
    return { channel: conversation };
  },

  'conversations.members': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    const page = paged(channel.members, args);
    return { members: page.items, ...pageMetadata(page) };
  },

  'conversations.history': ({ workspace, actor, args }) => {
    const channel = getReadable(workspace, args.get('channel'), actor.user.id);
    const all = (workspace.messages.get(channel.id) ?? []).filter(isTopLevel);
    const page = pagedByTs(inRange(all, args).reverse(), args, { standard: 100, most: 999 });
    return { ...messagesPage(page.items, page.next_cursor, args), pin_count: 0 };
  },

  'conversations.replies': ({ workspace, actor, args }) => {
    const channel = getReadable(workspace, args.get('channel'), actor.user.id);
    const message = getMessage(workspace, channel, args.get('ts'), 'thread_not_found');
    const parentTs = message.thread_ts ?? message.ts;
    const parent = workspace.messages.get(channel.id)?.find(({ ts }) => ts === parentTs);
    const replies = inRange(repliesTo(workspace, channel, parentTs), args);
    const page = paged(parent ? [parent, ...replies] : replies, args, { standard: 1000 });
    return messagesPage(page.items, page.next_cursor, args);
  },
};

/**
 * The answer of `conversations.list` and `users.conversations`.
 *
 * @param viewer the user who sees the conversations: all public channels, and those that have the user as a member
 * @param wanted decides which of these to list
 */
export function listConversations(
  { workspace, args }: MethodCall,
  viewer: string,
  wanted: (channel: Channel) => boolean,
): Json {
  const asked = args.ids('types');
  for (const type of asked)
    if (!TYPES[type])
      throw refusal(
        'invalid_types',
        `'${type}' is not a type of conversation. Use ${Object.keys(TYPES).join(', ')}.`,
      );
  const types = new Set((asked.length > 0 ? asked : ['public_channel']).map((type) => TYPES[type]));
  const seen = [...workspace.channels.values()].filter(
    (channel) =>
      types.has(channelType(channel)) &&
      maySeeChannel(channel, viewer) &&
      !(args.flag('exclude_archived') && channel.is_archived) &&
      wanted(channel),
  );
  const page = paged(seen, args);
  return { channels: page.items.map((one) => toConversation(workspace, one, viewer)), ...pageMetadata(page) };
}

function getReadable(workspace: Workspace, id: string, viewer: string): Channel {
  const channel = getChannel(workspace, id, viewer);
  if (!channel.members.includes(viewer)) {
    throw refusal(
      'not_in_channel',
      `${viewer} is not in #${channel.name} and cannot read it. Join it first.`,
    );
  }
  return channel;
}

function inRange(messages: readonly Message[], args: Args): Message[] {
  const oldest = args.findNumber('oldest');
  const latest = args.findNumber('latest');
  const inclusive = args.flag('inclusive');
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    const afterOldest = oldest === undefined || at > oldest || (inclusive && at === oldest);
    return afterOldest && (latest === undefined || at < latest || (inclusive && at === latest));
  });
}

function messagesPage(messages: Message[], next_cursor: string, args: Args): Json {
  const plain = args.flag('include_all_metadata') ? messages : messages.map(({ metadata, ...rest }) => rest);
  return {
    messages: plain,
    has_more: next_cursor !== '',
    ...(next_cursor && { response_metadata: { next_cursor } }),
  };
}
