import { isObject } from '../../base/index.js';
import type { Channel } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { showEphemeral } from '../workspaces/ephemerals.js';
import { getChannel, getMessage, getUser, getWritableChannel } from '../workspaces/find.js';
import { changeMessage, deleteMessage, postMessage } from '../workspaces/messages.js';
import type { Post } from '../workspaces/post.js';
import { authorOf } from './author.js';
import { getShowable, toContent } from './content.js';
import { changing, type MethodCall, type Methods, reading } from './method.js';
import { permalink } from './permalink.js';
import { getTarget } from './target.js';

const posting = changing({
  'chat.postMessage': async (call) => {
    const channel = await getTarget(call);
    const message = await postMessage(call.workspace, channel, toPost(call));
    return { channel: channel.id, ts: message.ts, message };
  },

  'chat.meMessage': async (call) => {
    const channel = await getTarget(call);
    const text = call.args.get('text');
    const post = { ...authorOf(call), subtype: 'me_message', text };
    const message = await postMessage(call.workspace, channel, post);
    return { channel: channel.id, ts: message.ts };
  },

  'chat.postEphemeral': async (call) => {
    const { workspace, args } = call;
    const channel = await getTarget(call);
    const user = (await getUser(workspace, args.get('user'), 'user_not_found')).id;
    if (!(await isMember(workspace, channel.id, user))) {
      throw refusal(
        'user_not_in_channel',
        `${user} is not in the channel and would not see the message. Invite them first.`,
      );
    }
    const message = await showEphemeral(workspace, channel, user, toPost(call));
    return { message_ts: message.ts };
  },
});

const editing = changing({
  'chat.update': async (call) => {
    const { workspace, actor, args } = call;
    const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
    const ts = args.get('ts');
    await checkOwn(call, channel, ts, 'cant_update_message');
    const content = toContent(args);
    if (content.text === undefined && !content.blocks && !content.attachments) getShowable(content);
    const message = await changeMessage(workspace, channel, ts, { ...content, by: actor.user.id });
    return { channel: channel.id, ts, text: message.text, message };
  },

  'chat.delete': async (call) => {
    const { workspace, actor, args } = call;
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    const ts = args.get('ts');
    await checkOwn(call, channel, ts, 'cant_delete_message');
    await deleteMessage(workspace, channel, ts);
    return { channel: channel.id, ts };
  },

  'chat.unfurl': async ({ workspace, actor, args }) => {
    const unfurls = args.findJson('unfurls', 'cannot_parse_attachment');
    if (!isObject(unfurls))
      throw refusal(
        'missing_unfurls',
        'Give unfurls, an object with URLs as keys and attachments as values.',
      );
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    const ts = args.get('ts');
    const message = await getMessage(workspace, channel, ts, 'cannot_find_message');
    const added = Object.entries(unfurls).map(([from_url, one]) => ({
      ...(isObject(one) ? one : {}),
      from_url,
    }));
    await changeMessage(workspace, channel, ts, {
      attachments: [...(message.attachments ?? []), ...added],
      by: message.user ?? actor.user.id,
    });
    return {};
  },
});

const linking = reading({
  'chat.getPermalink': async ({ workspace, actor, args }) => {
    const channel = await getChannel(workspace, args.get('channel'), actor.user.id);
    const message = await getMessage(workspace, channel, args.get('message_ts'));
    return { channel: channel.id, permalink: permalink(workspace, channel, message) };
  },
});

export const chat: Methods = { ...posting, ...editing, ...linking };

/** The message that a call posts, with its author. @throws the refusals of `toContent` and `getShowable` */
export function toPost(call: MethodCall): Post {
  const { args } = call;
  const image_48 = args.find('icon_url');
  const emoji = args.find('icon_emoji');
  return {
    ...authorOf(call),
    ...getShowable(toContent(args)),
    thread_ts: args.find('thread_ts') || undefined,
    reply_broadcast: args.flag('reply_broadcast'),
    username: args.find('username'),
    ...((image_48 || emoji) && { icons: { ...(emoji && { emoji }), ...(image_48 && { image_48 }) } }),
  };
}

async function checkOwn(
  { workspace, actor, args }: MethodCall,
  channel: Channel,
  ts: string,
  error: string,
): Promise<void> {
  const message = await getMessage(workspace, channel, ts);
  const may = message.user === actor.user.id || (error === 'cant_delete_message' && actor.user.is_admin);
  if (!may) throw refusal(error, `${actor.user.name} did not post ${args.find('ts')} and cannot change it.`);
}
