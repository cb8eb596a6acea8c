import { namedIn, usersWith } from '../acts/named-users.js';
import { newestMessages } from '../acts/placed-messages.js';
import { toShownChannel } from '../acts/shown-channel.js';
import type { Change } from '../journal/change.js';
import type { Channel, Message } from '../model.js';
import { isPublic, maySeeChannel } from '../policy/visibility.js';
import type { Update } from '../protocol.js';
import { keyOf } from '../store/collection.js';
import { currentMessage } from '../workspaces/find.js';
import { channels, messages, presences } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';
import type { Seen } from './seen.js';

/**
 * Returns what the page of a person has to update after a change. Empty if the person cannot see the change now, even if
 * the person could when it happened.
 */
export type UpdatesFor = (workspace: Workspace, change: Change) => Promise<Update[]>;

type MessageUpdate = Extract<Update, { type: 'message' | 'message_deleted' }>;

/**
 * Creates the updates for one page. It remembers what the page has been sent. So a channel that the person can see from
 * now on comes with its messages, a channel that the person can no longer see is taken away, and a user comes before the
 * first message that names them.
 */
export function createUpdates(person: string, seen: Seen): UpdatesFor {
  async function maySee(workspace: Workspace, channel: Channel): Promise<boolean> {
    const current = await workspace.db.find(channels, channel.id);
    return maySeeChannel(workspace, current ?? channel, person);
  }

  /** The users of these that the page does not know. */
  async function introduce(workspace: Workspace, ids: readonly string[]): Promise<Update[]> {
    const { db, team } = workspace;
    const updates: Update[] = [];
    const unknown = [...new Set(ids)].filter((id) => !seen.users.has(id));
    for (const user of await usersWith(workspace, unknown)) {
      seen.users.add(user.id);
      updates.push({ type: 'user', user });
      const found = await db.find(presences, keyOf(team.id, user.id));
      if (found) updates.push({ type: 'presence', user: user.id, presence: found.presence });
    }
    return updates;
  }

  async function channelUpdates(workspace: Workspace, channel: Channel): Promise<Update[]> {
    if (!(await maySee(workspace, channel))) return goneUpdates(channel, false);
    const isNew = !seen.channels.has(channel.id);
    seen.channels.add(channel.id);
    const shown = await toShownChannel(workspace, channel, person);
    const newest = isNew ? (await newestMessages(workspace, { channel, person })).messages : [];
    const named = namedIn(newest.map(({ message }) => message));
    return [
      ...(await introduce(workspace, [...(shown.members ?? []), ...named])),
      { type: 'channel', channel: shown, ...(isNew && { messages: newest }) },
    ];
  }

  /**
   * Takes the channel away if the page may show it. A person who cannot see a private channel must not learn of it, so
   * the server must know that the page shows the channel, or that the person was a member.
   */
  function goneUpdates(channel: Channel, wasMember: boolean): Update[] {
    const isShown = seen.channels.delete(channel.id);
    const mayTell = seen.channels.isExact || isPublic(channel) || wasMember;
    return isShown && mayTell ? [{ type: 'channel_gone', channel: channel.id }] : [];
  }

  async function membershipUpdates(
    workspace: Workspace,
    { kind, channel, user }: Extract<Change, { kind: 'member_joined' | 'member_left' }>,
  ): Promise<Update[]> {
    if (user === person && kind === 'member_left' && !(await maySee(workspace, channel)))
      return goneUpdates(channel, true);
    if (user === person && kind === 'member_joined' && !isPublic(channel)) seen.channels.delete(channel.id);
    return channelUpdates(workspace, channel);
  }

  async function messageUpdates(
    workspace: Workspace,
    channel: Channel,
    update: MessageUpdate,
  ): Promise<Update[]> {
    if (!(await maySee(workspace, channel))) return [];
    if (!seen.channels.has(channel.id)) return channelUpdates(workspace, channel);
    const named = update.type === 'message' ? namedIn([update.message]) : [];
    return [...(await introduce(workspace, named)), update];
  }

  function ephemeralUpdate(
    channel: Channel,
    { ts, message }: { ts: string; message?: Message },
  ): MessageUpdate {
    const key = keyOf(channel.id, ts);
    const is_new = !seen.ephemerals.has(key);
    const placed = { channel: channel.id, ephemeral_to: person };
    if (message) {
      seen.ephemerals.add(key);
      return { type: 'message', is_new, message, ...placed };
    }
    seen.ephemerals.delete(key);
    return { type: 'message_deleted', ts, ...placed };
  }

  return async (workspace, change) => {
    switch (change.kind) {
      case 'message_posted':
      case 'message_changed':
      case 'message_touched':
      case 'reaction_added':
      case 'reaction_removed': {
        const { channel, message, kind } = change;
        const is_new = kind === 'message_posted';
        const update: MessageUpdate = { type: 'message', is_new, channel: channel.id, message };
        const updates = await messageUpdates(workspace, channel, update);
        return updates.length > 0 ? [...updates, ...(await broadcastsOf(workspace, message, change))] : [];
      }
      case 'message_deleted': {
        const { channel, previous } = change;
        const deleted: MessageUpdate = { type: 'message_deleted', channel: channel.id, ts: previous.ts };
        const updates = await messageUpdates(workspace, channel, deleted);
        return updates.length > 0 ? [...updates, ...(await broadcastsOf(workspace, previous, change))] : [];
      }
      case 'ephemeral_shown': {
        const { channel, user, message } = change;
        if (user !== person) return [];
        return messageUpdates(workspace, channel, ephemeralUpdate(channel, { ts: message.ts, message }));
      }
      case 'ephemeral_gone': {
        const { channel, user, ts } = change;
        return user === person ? messageUpdates(workspace, channel, ephemeralUpdate(channel, { ts })) : [];
      }
      case 'member_joined':
      case 'member_left':
        return membershipUpdates(workspace, change);
      case 'membership_touched':
        return change.membership.user === person ? channelUpdates(workspace, change.channel) : [];
      case 'channel_created':
      case 'channel_renamed':
      case 'channel_archived':
      case 'channel_unarchived':
      case 'channel_touched':
        return channelUpdates(workspace, change.channel);
      case 'user_joined':
      case 'user_changed':
        seen.users.add(change.user.id);
        return [{ type: 'user', user: change.user }];
      case 'presence_changed':
        return [{ type: 'presence', user: change.user, presence: change.presence }];
      case 'modals_changed':
        return change.user === person ? [{ type: 'modals', views: change.views }] : [];
      case 'home_published':
        return change.user === person ? [{ type: 'home', view: change.view }] : [];
      case 'app_changed':
        return [{ type: 'app', app: change.app }];
      case 'app_removed':
        return [{ type: 'app_gone', app: change.app }];
      case 'app_told':
      case 'home_opened':
      case 'file_uploaded':
      case 'file_deleted':
      case 'message_scheduled':
      case 'message_unscheduled':
        return [];
    }
  };
}

/** The earlier replies that the channel shows too, if the changed message is their parent: they contain it as it is now. */
async function broadcastsOf(
  workspace: Workspace,
  { ts, thread_ts }: Message,
  { channel, at }: { channel: Channel; at: string },
): Promise<Update[]> {
  if (thread_ts !== ts) return [];
  const replies = await workspace.db.list(messages, 'thread', keyOf(channel.id, ts), { before: at });
  const broadcast = replies.filter(({ message }) => message.subtype === 'thread_broadcast');
  return Promise.all(
    broadcast.map(async (one) => ({
      type: 'message' as const,
      is_new: false,
      channel: channel.id,
      message: await currentMessage(workspace, one),
    })),
  );
}
