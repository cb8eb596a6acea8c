import type { Channel, EphemeralMessage, Message } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { ephemerals } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import { getMessage } from './find.js';
import { toMessage, withContent } from './messages.js';
import type { Content, Post } from './post.js';

/** Shows a message to one person, in the channel or one of its threads. The history does not contain it. */
export async function showEphemeral(
  workspace: WritableWorkspace,
  channel: Channel,
  user: string,
  post: Post,
): Promise<Message> {
  const root = post.thread_ts
    ? await getMessage(workspace, channel, post.thread_ts, 'thread_not_found')
    : undefined;
  const thread_ts = root?.thread_ts ?? root?.ts;
  const message: Message = {
    ...(await toMessage(workspace, post)),
    is_ephemeral: true,
    ...(thread_ts && { thread_ts }),
  };
  put(workspace, channel, { channel: channel.id, message, ephemeral_to: user });
  return message;
}

/** @throws refusal `message_not_found` */
export async function changeEphemeral(
  workspace: WritableWorkspace,
  channel: Channel,
  ts: string,
  content: Content,
): Promise<void> {
  const before = await getEphemeral(workspace, channel, ts);
  put(workspace, channel, { ...before, message: withContent(before.message, content) });
}

/** @throws refusal `message_not_found` */
export async function removeEphemeral(
  workspace: WritableWorkspace,
  channel: Channel,
  ts: string,
): Promise<void> {
  const { ephemeral_to } = await getEphemeral(workspace, channel, ts);
  workspace.db.remove(ephemerals, keyOf(channel.id, ts));
  workspace.emit({ kind: 'ephemeral_gone', channel, user: ephemeral_to, ts });
}

/** The ephemeral message with this ts, if there is one. */
export function findEphemeral(
  { db }: Workspace,
  channel: string,
  ts: string,
): Promise<EphemeralMessage | undefined> {
  return db.find(ephemerals, keyOf(channel, ts));
}

function put(workspace: WritableWorkspace, channel: Channel, placed: EphemeralMessage): void {
  const { message, ephemeral_to: user } = placed;
  workspace.db.put(ephemerals, placed);
  workspace.emit({ kind: 'ephemeral_shown', channel, user, message });
}

async function getEphemeral(workspace: Workspace, channel: Channel, ts: string): Promise<EphemeralMessage> {
  const placed = await findEphemeral(workspace, channel.id, ts);
  if (!placed)
    throw refusal(
      'message_not_found',
      `There is no ephemeral message with ts ${ts}. It may have been dismissed.`,
    );
  return placed;
}
