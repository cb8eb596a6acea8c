import { isObject } from '../../base/index.js';
import { botFields } from '../apps/installed.js';
import { fillBlockIds } from '../block-kit/ids.js';
import type { Block, Channel, Json, Message } from '../model.js';
import { keyOf } from '../store/collection.js';
import { memberships, messages, reacted } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import { getMessage } from './find.js';
import { touchMembership } from './memberships.js';
import type { Content, Post } from './post.js';
import { countReply, recount } from './threads.js';

/**
 * Posts a message in the channel. The caller has checked that the author may do so.
 *
 * @throws refusal `thread_not_found` if the message to reply to does not exist
 */
export async function postMessage(
  workspace: WritableWorkspace,
  channel: Channel,
  post: Post,
): Promise<Message> {
  const root = post.thread_ts
    ? await getMessage(workspace, channel, post.thread_ts, 'thread_not_found')
    : undefined;
  const broadcast = root !== undefined && post.reply_broadcast === true;
  const message: Message = {
    ...(await toMessage(workspace, post)),
    ...(root && { thread_ts: root.thread_ts ?? root.ts, parent_user_id: root.user }),
    ...(broadcast && { subtype: 'thread_broadcast', root }),
  };
  const isFirst = root && (await isFirstReplyOf(workspace, channel, message));
  workspace.db.put(messages, { channel: channel.id, message });
  if (channel.is_im || channel.is_mpim) await reopen(workspace, channel);
  workspace.emit({ kind: 'message_posted', channel, message });
  if (root) await countReply(workspace, channel, message, isFirst === true);
  return message;
}

/** Builds a message with a new `ts`, without adding it to a channel. */
export async function toMessage(workspace: WritableWorkspace, post: Post): Promise<Message> {
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
    ...(post.by_app && (await botFields(workspace, post.by_app))),
    ...post.extra,
  };
}

/** Changes the given parts of a message. An empty list of blocks or attachments removes them. */
export async function changeMessage(
  workspace: WritableWorkspace,
  channel: Channel,
  ts: string,
  { by, extra, ...content }: Content & { by: string; extra?: Json },
): Promise<Message> {
  const previous = await getMessage(workspace, channel, ts);
  const edited = { user: by, ts: workspace.nextTs() };
  const message = { ...withContent(previous, content), ...extra, edited };
  workspace.db.put(messages, { channel: channel.id, message });
  workspace.emit({ kind: 'message_changed', channel, message, previous });
  return message;
}

/** The message with other content. */
export function withContent(before: Message, { text, blocks, attachments, metadata }: Content): Message {
  const message = { ...before };
  if (text !== undefined) message.text = text;
  if (blocks) message.blocks = fillBlockIds(blocks);
  if (attachments) message.attachments = fillAttachments(attachments);
  if (message.blocks?.length === 0) delete message.blocks;
  if (message.attachments?.length === 0) delete message.attachments;
  if (metadata) message.metadata = metadata;
  return message;
}

/** Deletes the message. Its replies stay, as in Slack. */
export async function deleteMessage(
  workspace: WritableWorkspace,
  channel: Channel,
  ts: string,
): Promise<Message> {
  const message = await getMessage(workspace, channel, ts);
  workspace.db.remove(messages, keyOf(channel.id, ts));
  for (const user of new Set(message.reactions?.flatMap(({ users }) => users)))
    workspace.db.remove(reacted, keyOf(user, channel.id, ts));
  workspace.emit({ kind: 'message_deleted', channel, previous: message });
  if (message.thread_ts && message.thread_ts !== ts) await recount(workspace, channel, message.thread_ts);
  return message;
}

async function isFirstReplyOf(
  { db }: WritableWorkspace,
  channel: Channel,
  { thread_ts, user }: Message,
): Promise<boolean> {
  if (!thread_ts || !user) return false;
  return (await db.count(messages, 'replier', keyOf(channel.id, thread_ts, user))) === 0;
}

/** A new message opens the direct message again for those who closed it. */
async function reopen(workspace: WritableWorkspace, channel: Channel): Promise<void> {
  for (const { user, is_closed } of await workspace.db.list(memberships, 'channel', channel.id)) {
    if (is_closed) await touchMembership(workspace, channel, user, { is_closed: false });
  }
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
