import { randomUUID } from 'node:crypto';
import type { Channel } from '../model.js';
import { maySeeMessage } from '../policy/visibility.js';
import type { Result } from '../protocol.js';
import { refusal } from '../refusal.js';
import { findEphemeral, removeEphemeral } from '../workspaces/ephemerals.js';
import { getChannel, getMessage, getUser, getWritableChannel } from '../workspaces/find.js';
import { touchMembership } from '../workspaces/memberships.js';
import { changeMessage, deleteMessage, postMessage } from '../workspaces/messages.js';
import { addReaction, removeReaction } from '../workspaces/reactions.js';
import { storeText } from '../workspaces/text.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { Acts, Doing } from './act.js';

type MessageAct = 'post' | 'edit' | 'delete' | 'react' | 'unreact' | 'dismiss' | 'mark_read';

/** Acts on messages. */
export const messageActs: Acts<MessageAct> = {
  post: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const channel = await getWritableChannel(workspace, act.channel, person);
      if (!act.text.trim()) throw refusal('no_text', 'A message needs text.');
      const { ts } = await postMessage(workspace, channel, {
        user: person,
        text: await storeText(workspace, act.text),
        thread_ts: act.thread_ts,
        reply_broadcast: act.reply_broadcast,
        client_msg_id: randomUUID(),
      });
      return { ok: true, ts, channel: channel.id };
    }),

  edit: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const channel = await getOwn(workspace, person, act, 'cant_update_message');
      const text = await storeText(workspace, act.text);
      await changeMessage(workspace, channel, act.ts, { text, by: person });
      return { ok: true, ts: act.ts };
    }),

  delete: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const channel = await getOwn(workspace, person, act, 'cant_delete_message');
      await deleteMessage(workspace, channel, act.ts);
      return { ok: true };
    }),

  react: (doing) => reactWith(doing, doing.act, addReaction),
  unreact: (doing) => reactWith(doing, doing.act, removeReaction),

  dismiss: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const channel = await getChannel(workspace, act.channel, person);
      const placed = await findEphemeral(workspace, channel.id, act.ts);
      if (placed && !(await maySeeMessage(workspace, placed, person))) {
        const { name } = await getUser(workspace, person);
        throw refusal('message_not_found', `${name} has no ephemeral message with ts ${act.ts} there.`);
      }
      await removeEphemeral(workspace, channel, act.ts);
      return { ok: true };
    }),

  mark_read: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const channel = await getChannel(workspace, act.channel, person);
      await touchMembership(workspace, channel, person, { last_read: act.ts });
      return { ok: true };
    }),
};

function reactWith(
  { scene: { world, team }, person }: Pick<Doing<MessageAct>, 'scene' | 'person'>,
  act: { channel: string; ts: string; name: string },
  change: typeof addReaction,
): Promise<Result> {
  return world.change(team, async (workspace) => {
    const channel = await getWritableChannel(workspace, act.channel, person);
    const name = act.name.replaceAll(/^:|:$/g, '');
    change(workspace, channel, await getMessage(workspace, channel, act.ts), { name, user: person });
    return { ok: true };
  });
}

/**
 * The channel of a message that the person may change.
 *
 * @throws refusal with this error if the person may not
 */
async function getOwn(
  workspace: WritableWorkspace,
  person: string,
  act: { channel: string; ts: string },
  error: 'cant_update_message' | 'cant_delete_message',
): Promise<Channel> {
  const channel = await getWritableChannel(workspace, act.channel, person);
  const message = await getMessage(workspace, channel, act.ts);
  const { name, is_admin } = await getUser(workspace, person);
  if (message.user !== person && !(error === 'cant_delete_message' && is_admin)) {
    throw refusal(error, `${name} did not post this message.`);
  }
  return channel;
}
