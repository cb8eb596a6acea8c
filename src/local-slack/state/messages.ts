import { isObject } from '../../base/index.js';
import { fillBlockIds } from '../block-kit/ids.js';
import type { Block, Channel, Json, Message } from '../model.js';
import { getMessage } from './find.js';
import type { Content, Post } from './post.js';
import { addReply, removeReply } from './threads.js';
import type { Workspace } from './workspace.js';

/**
 * Posts a message in the channel. The caller has checked that the author may do so.
 *
 * @throws refusal `thread_not_found` if the message to reply to does not exist
 */
export function postMessage(workspace: Workspace, channel: Channel, post: Post): Message {
  const root = post.thread_ts
    ? getMessage(workspace, channel, post.thread_ts, 'thread_not_found')
    : undefined;
  const broadcast = root !== undefined && post.reply_broadcast === true;
  const message: Message = {
    ...toMessage(workspace, post),
    ...(root && { thread_ts: root.thread_ts ?? root.ts, parent_user_id: root.user }),
    ...(broadcast && { subtype: 'thread_broadcast', root }),
  };
  workspace.messages.get(channel.id)?.push(message);
  channel.closed_by = [];
  workspace.emit({ kind: 'message_posted', channel, message });
  if (root) addReply(workspace, channel, message);
  return message;
}

/** Builds a message with a new `ts`, without adding it to a channel. */
export function toMessage(workspace: Workspace, post: Post): Message {
  return {
    type: 'message',
    ...(post.subtype && { subtype: post.subtype }),
    ts: workspace.nextTs(),
    user: post.user,
    team: workspace.team.id,
    text: post.text ?? '',
    ...(post.blocks && { blocks: fillBlockIds(post.blocks) }),
    ...(post.attachments && { attachments: fillAttachments(post.attachments) }),
    ...(post.metadata && { metadata: post.metadata }),
    ...(post.username && { username: post.username }),
    ...(post.icons && { icons: post.icons }),
    ...(post.client_msg_id && { client_msg_id: post.client_msg_id }),
    ...(post.by_app && botFields(workspace)),
    ...post.extra,
  };
}

/** Changes the given parts of a message. An empty list of blocks or attachments removes them. */
export function changeMessage(
  workspace: Workspace,
  channel: Channel,
  ts: string,
  change: Content & { by: string },
): Message {
  const message = getMessage(workspace, channel, ts);
  const previous = structuredClone(message);
  applyContent(message, change);
  message.edited = { user: change.by, ts: workspace.nextTs() };
  workspace.emit({ kind: 'message_changed', channel, message, previous });
  return message;
}

/** Changes the content of a message without emitting a change. */
export function applyContent(message: Message, { text, blocks, attachments, metadata }: Content): void {
  if (text !== undefined) message.text = text;
  if (blocks) message.blocks = fillBlockIds(blocks);
  if (attachments) message.attachments = fillAttachments(attachments);
  if (message.blocks?.length === 0) delete message.blocks;
  if (message.attachments?.length === 0) delete message.attachments;
  if (metadata) message.metadata = metadata;
}

/** Deletes the message. Its replies stay, as in Slack. */
export function deleteMessage(workspace: Workspace, channel: Channel, ts: string): Message {
  const message = getMessage(workspace, channel, ts);
  const all = workspace.messages.get(channel.id) ?? [];
  all.splice(all.indexOf(message), 1);
  workspace.emit({ kind: 'message_deleted', channel, previous: message });
  if (message.thread_ts && message.thread_ts !== message.ts) removeReply(workspace, channel, message);
  return message;
}

/** Copies the attachments, and adds an id to each one and the missing ids to its blocks. */
function fillAttachments(attachments: readonly Json[]): Json[] {
  return attachments.map((one, index) => ({
    id: index + 1,
    ...one,
    ...(Array.isArray(one.blocks) && {
      blocks: fillBlockIds(one.blocks.filter((block): block is Block => isObject(block))),
    }),
  }));
}

function botFields({ app, team, users }: Workspace): Partial<Message> {
  const icon = users.get(app.bot_user_id)?.profile.image_72;
  return {
    bot_id: app.bot_id,
    app_id: app.id,
    bot_profile: {
      id: app.bot_id,
      deleted: false,
      name: app.name,
      updated: 0,
      app_id: app.id,
      user_id: app.bot_user_id,
      icons: { image_36: icon, image_48: icon, image_72: icon },
      team_id: team.id,
    },
  };
}
