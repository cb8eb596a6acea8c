import type { Act } from '../../../src/local-slack/protocol.js';
import { channelsOf } from './model.js';
import { messageIn, pick, type Turn } from './turn.js';

/** Does nothing if there is no message. */
function onMessage(
  turn: Turn,
  toAct: (at: { channel: string; ts: string }) => Act,
): Promise<unknown> | undefined {
  const { world, channel, tab, what } = turn;
  const message = messageIn(world, channel, { at: what % 3, by: what % 2 ? tab.user : undefined });
  return message && tab.act(toAct({ channel: channel.id, ts: message.ts }));
}

/** What people do in their windows, and with their tokens. */
export const personActs = {
  post: ({ world, tab, channel, what }: Turn) => {
    const parent = what % 3 === 0 ? messageIn(world, channel, { at: what % 5 }) : undefined;
    return tab.act({
      type: 'post',
      channel: channel.id,
      text: world.secrets.write({ kind: 'message', channel: channel.id }),
      ...(parent && { thread_ts: parent.thread_ts ?? parent.ts, reply_broadcast: what % 2 === 0 }),
    });
  },
  edit: (turn: Turn) => {
    const text = turn.world.secrets.write({ kind: 'message', channel: turn.channel.id });
    return onMessage(turn, (at) => ({ type: 'edit', ...at, text }));
  },
  delete: (turn: Turn) => onMessage(turn, (at) => ({ type: 'delete', ...at })),
  react: (turn: Turn) =>
    onMessage(turn, (at) => ({ type: 'react', ...at, name: pick(['wave', 'eyes'], turn.what) })),
  unreact: (turn: Turn) =>
    onMessage(turn, (at) => ({ type: 'unreact', ...at, name: pick(['wave', 'eyes'], turn.what) })),
  dismiss: ({ world, tab }: Turn) => {
    const [shown] = world.local.workspace(tab.team).ephemerals(tab.user);
    return shown && tab.act({ type: 'dismiss', channel: shown.channel, ts: shown.ts });
  },
  join: ({ tab, channel }: Turn) => tab.act({ type: 'join', channel: channel.id }),
  leave: ({ tab, channel }: Turn) => tab.act({ type: 'leave', channel: channel.id }),
  invite: ({ tab, channel, user }: Turn) => tab.act({ type: 'invite', channel: channel.id, users: [user] }),
  kick: ({ world, own, channel, what }: Turn) =>
    world.call(own, 'conversations.kick', { channel: channel.id, user: pick(channel.members, what) }),
  create: ({ tab, index }: Turn) =>
    tab.act({ type: 'create_channel', name: `private-${index}`, is_private: true }),
  direct: ({ world, tab, user, what }: Turn) => {
    const users = what % 2 ? [user] : [user, pick(world.tabs, what).user];
    return tab.act({ type: 'open_dm', users });
  },
  mark: ({ world, tab, channel }: Turn) =>
    tab.act({ type: 'mark_read', channel: channel.id, ts: world.secrets.mark(tab.user) }),
  topic: ({ world, own, channel }: Turn) => {
    const topic = world.secrets.write({ kind: 'topic', channel: channel.id });
    return world.call(own, 'conversations.setTopic', { channel: channel.id, topic });
  },
  profile: ({ world, own }: Turn) => {
    const title = world.secrets.write({ kind: 'profile', user: own.user });
    return world.call(own, 'users.profile.set', { profile: { title } });
  },
  read: async ({ world, tab, channel, what }: Turn) => {
    const message = messageIn(world, channel, { at: what });
    if (what % 2 || !message) return tab.readChannel(channel.id);
    await tab.readThread(channel.id, message.ts);
    return tab.act({ type: 'read_members', channel: channel.id });
  },
  find: ({ world, tab, what }: Turn) => {
    const { name } = pick(channelsOf(world.local), what);
    return tab.act({ type: 'find', text: what % 3 ? name : name.slice(0, 1) });
  },
  window: ({ tab }: Turn) => (tab.isOpen() ? tab.disconnect() : tab.connect()),
};
