import { isObject } from '../../base/index.js';
import type { Channel } from '../model.js';
import { showEphemeral } from '../state/ephemerals.js';
import { getChannel, getMessage, getUser, getWritableChannel } from '../state/find.js';
import { changeMessage, deleteMessage, postMessage } from '../state/messages.js';
import type { Post } from '../state/post.js';
import { refusal } from '../state/refusal.js';
import { getShowable, toContent } from './content.js';
import type { MethodCall, Methods } from './method.js';
import { permalink } from './permalink.js';
import { getTarget } from './target.js';

export const chat: Methods = {
  'chat.postMessage': (call) => {
    const channel = getTarget(call);
    const message = postMessage(call.workspace, channel, toPost(call));
    return { channel: channel.id, ts: message.ts, message };
  },

  'chat.meMessage': (call) => {
    const channel = getTarget(call);
    const text = call.args.get('text');
    const message = postMessage(call.workspace, channel, { ...author(call), subtype: 'me_message', text });
    return { channel: channel.id, ts: message.ts };
  },

  'chat.postEphemeral': (call) => {
    const channel = getTarget(call);
    const user = getUser(call.workspace, call.args.get('user'), 'user_not_found').id;
    if (!channel.members.includes(user)) {
      throw refusal(
        'user_not_in_channel',
        `${user} is not in the channel and would not see the message. Invite them first.`,
      );
    }
    const message = showEphemeral(call.workspace, channel, user, toPost(call));
    return { message_ts: message.ts };
  },

  'chat.update': (call) => {
    const { workspace, actor, args } = call;
    const channel = getWritableChannel(workspace, args.get('channel'), actor.user.id);
    const ts = args.get('ts');
    checkOwn(call, channel, ts, 'cant_update_message');
    const content = toContent(args);
    if (content.text === undefined && !content.blocks && !content.attachments) getShowable(content);
    const message = changeMessage(workspace, channel, ts, { ...content, by: actor.user.id });
    return { channel: channel.id, ts, text: message.text, message };
  },

  'chat.delete': (call) => {
    const { workspace, actor, args } = call;
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    const ts = args.get('ts');
    checkOwn(call, channel, ts, 'cant_delete_message');
    deleteMessage(workspace, channel, ts);
    return { channel: channel.id, ts };
  },

  'chat.getPermalink': ({ workspace, actor, args }) => {
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    const message = getMessage(workspace, channel, args.get('message_ts'));
    return { channel: channel.id, permalink: permalink(workspace, channel, message) };
  },

  'chat.unfurl': ({ workspace, actor, args }) => {
    const unfurls = args.findJson('unfurls', 'cannot_parse_attachment');
    if (!isObject(unfurls))
      throw refusal(
        'missing_unfurls',
        'Give unfurls, an object with URLs as keys and attachments as values.',
      );
    const channel = getChannel(workspace, args.get('channel'), actor.user.id);
    const ts = args.get('ts');
    const message = getMessage(workspace, channel, ts, 'cannot_find_message');
    const added = Object.entries(unfurls).map(([from_url, one]) => ({
      ...(isObject(one) ? one : {}),
      from_url,
    }));
    changeMessage(workspace, channel, ts, {
      attachments: [...(message.attachments ?? []), ...added],
      by: message.user ?? actor.user.id,
    });
    return {};
  },
};

/** The message that a call posts, with its author. @throws the refusals of `toContent` and `getShowable` */
export function toPost(call: MethodCall): Post {
  const { args } = call;
  const image_48 = args.find('icon_url');
  const emoji = args.find('icon_emoji');
  return {
    ...author(call),
    ...getShowable(toContent(args)),
    thread_ts: args.find('thread_ts') || undefined,
    reply_broadcast: args.flag('reply_broadcast'),
    username: args.find('username'),
    ...((image_48 || emoji) && { icons: { ...(emoji && { emoji }), ...(image_48 && { image_48 }) } }),
  };
}

function author({ actor }: MethodCall): { user: string; by_app: boolean } {
  return { user: actor.user.id, by_app: actor.is_bot };
}

function checkOwn({ workspace, actor, args }: MethodCall, channel: Channel, ts: string, error: string): void {
  const message = getMessage(workspace, channel, ts);
  const may = message.user === actor.user.id || (error === 'cant_delete_message' && actor.user.is_admin);
  if (!may) throw refusal(error, `${actor.user.name} did not post ${args.find('ts')} and cannot change it.`);
}
