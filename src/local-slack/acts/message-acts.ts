import { randomUUID } from 'node:crypto';
import type { Channel } from '../model.js';
import { maySeeMessage } from '../policy/visibility.js';
import type { Result } from '../protocol.js';
import { findEphemeral, removeEphemeral } from '../state/ephemerals.js';
import { getChannel, getMessage, getWritableChannel } from '../state/find.js';
import { changeMessage, deleteMessage, postMessage } from '../state/messages.js';
import { addReaction, removeReaction } from '../state/reactions.js';
import { refusal } from '../state/refusal.js';
import { storeText } from '../state/text.js';
import type { Acts, Doing } from './act.js';

type MessageAct = 'post' | 'edit' | 'delete' | 'react' | 'unreact' | 'dismiss' | 'mark_read';

/** Acts on messages. */
export const messageActs: Acts<MessageAct> = {
  post: ({ scene: { workspace }, person, act }) => {
    const channel = getWritableChannel(workspace, act.channel, person.id);
    if (!act.text.trim()) throw refusal('no_text', 'A message needs text.');
    const { ts } = postMessage(workspace, channel, {
      user: person.id,
      text: storeText(workspace, act.text),
      thread_ts: act.thread_ts,
      reply_broadcast: act.reply_broadcast,
      client_msg_id: randomUUID(),
    });
    return { ok: true, ts, channel: channel.id };
  },

  edit: (doing) => {
    const { channel } = ownMessage(doing, doing.act, 'cant_update_message');
    const { scene, person, act } = doing;
    const text = storeText(scene.workspace, act.text);
    changeMessage(scene.workspace, channel, act.ts, { text, by: person.id });
    return { ok: true, ts: act.ts };
  },

  delete: (doing) => {
    const { channel } = ownMessage(doing, doing.act, 'cant_delete_message');
    deleteMessage(doing.scene.workspace, channel, doing.act.ts);
    return { ok: true };
  },

  react: (doing) => reactWith(doing, doing.act, addReaction),
  unreact: (doing) => reactWith(doing, doing.act, removeReaction),

  dismiss: ({ scene: { workspace }, person, act }) => {
    const channel = getChannel(workspace, act.channel, person.id);
    const placed = findEphemeral(workspace, channel.id, act.ts);
    if (placed && !maySeeMessage(workspace, placed, person.id))
      throw refusal('message_not_found', `${person.name} has no ephemeral message with ts ${act.ts} there.`);
    removeEphemeral(workspace, channel, act.ts);
    return { ok: true };
  },

  mark_read: ({ scene: { workspace }, person, act }) => {
    const channel = getChannel(workspace, act.channel, person.id);
    channel.last_read[person.id] = act.ts;
    workspace.emit({ kind: 'channel_touched', channel });
    return { ok: true };
  },
};

type Doer = Pick<Doing<MessageAct>, 'scene' | 'person'>;

function reactWith(
  { scene: { workspace }, person }: Doer,
  act: { channel: string; ts: string; name: string },
  change: typeof addReaction,
): Result {
  const channel = getWritableChannel(workspace, act.channel, person.id);
  const name = act.name.replaceAll(/^:|:$/g, '');
  change(workspace, channel, getMessage(workspace, channel, act.ts), { name, user: person.id });
  return { ok: true };
}

function ownMessage(
  { scene: { workspace }, person }: Doer,
  act: { channel: string; ts: string },
  error: 'cant_update_message' | 'cant_delete_message',
): { channel: Channel } {
  const channel = getWritableChannel(workspace, act.channel, person.id);
  const message = getMessage(workspace, channel, act.ts);
  if (message.user !== person.id && !(error === 'cant_delete_message' && person.is_admin)) {
    throw refusal(error, `${person.name} did not post this message.`);
  }
  return { channel };
}
