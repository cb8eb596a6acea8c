import type { Channel, Message } from '../model.js';
import { getMessage } from './find.js';
import { applyContent, toMessage } from './messages.js';
import type { Content, Post } from './post.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

/** Shows a message to one person, in the channel or one of its threads. The history does not contain it. */
export function showEphemeral(workspace: Workspace, channel: Channel, user: string, post: Post): Message {
  const root = post.thread_ts
    ? getMessage(workspace, channel, post.thread_ts, 'thread_not_found')
    : undefined;
  const thread_ts = root?.thread_ts ?? root?.ts;
  const message: Message = {
    ...toMessage(workspace, post),
    is_ephemeral: true,
    ...(thread_ts && { thread_ts }),
  };
  workspace.ephemerals.push({ channel: channel.id, message, ephemeral_to: user });
  workspace.emit({ kind: 'ephemeral_shown', channel, user, message });
  return message;
}

/** @throws refusal `message_not_found` */
export function changeEphemeral(workspace: Workspace, channel: Channel, ts: string, content: Content): void {
  const { message, ephemeral_to = '' } = getEphemeral(workspace, channel, ts);
  applyContent(message, content);
  workspace.emit({ kind: 'ephemeral_shown', channel, user: ephemeral_to, message });
}

/** @throws refusal `message_not_found` */
export function removeEphemeral(workspace: Workspace, channel: Channel, ts: string): void {
  const placed = getEphemeral(workspace, channel, ts);
  workspace.ephemerals.splice(workspace.ephemerals.indexOf(placed), 1);
  workspace.emit({ kind: 'ephemeral_gone', channel, user: placed.ephemeral_to ?? '', ts });
}

/** The ephemeral message with this ts, if there is one. */
export function findEphemeral(workspace: Workspace, channelId: string, ts: string) {
  return workspace.ephemerals.find((placed) => placed.channel === channelId && placed.message.ts === ts);
}

function getEphemeral(workspace: Workspace, channel: Channel, ts: string) {
  const placed = findEphemeral(workspace, channel.id, ts);
  if (!placed)
    throw refusal(
      'message_not_found',
      `There is no ephemeral message with ts ${ts}. It may have been dismissed.`,
    );
  return placed;
}
