import type { Channel } from '../model.js';
import { maySeeChannel, maySeeMessage } from '../policy/visibility.js';
import type { PlacedMessage, Snapshot, Update } from '../protocol.js';
import type { Change } from '../state/change.js';
import type { Workspace } from '../state/workspace.js';

/** An open tab of the page. It shows the workspace as one person sees it. */
export interface Tab {
  /** What the person sees now. It comes first, and once. */
  snapshot(): Snapshot;
  /** The updates that tell the tab about a change. Empty if the person cannot see the change. */
  updatesFor(change: Change): Update[];
}

/**
 * Creates a tab for a person. The tab remembers which channels it has shown. So a channel that the person may see from
 * now on comes with its messages, and a channel that the person may no longer see is taken away.
 */
export function createTab(workspace: Workspace, person: string): Tab {
  const shown = new Set<string>();

  function messagesOf(channel: Channel): PlacedMessage[] {
    const posted = (workspace.messages.get(channel.id) ?? []).map((message) => ({
      channel: channel.id,
      message,
    }));
    const ephemerals = workspace.ephemerals.filter(
      (placed) => placed.channel === channel.id && maySeeMessage(workspace, placed, person),
    );
    return [...posted, ...ephemerals].sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1));
  }

  /** The channel as this person sees it, without what others have read and closed. */
  function forPerson(channel: Channel): Channel {
    const read = channel.last_read[person];
    return {
      ...channel,
      last_read: read === undefined ? {} : { [person]: read },
      closed_by: channel.closed_by.filter((user) => user === person),
    };
  }

  function channelUpdates(channel: Channel): Update[] {
    if (!maySeeChannel(channel, person))
      return shown.delete(channel.id) ? [{ type: 'channel_gone', channel: channel.id }] : [];
    if (shown.has(channel.id)) return [{ type: 'channel', channel: forPerson(channel) }];
    shown.add(channel.id);
    return [{ type: 'channel', channel: forPerson(channel), messages: messagesOf(channel) }];
  }

  function messageUpdates(
    channel: Channel,
    update: Extract<Update, { type: 'message' | 'message_deleted' }>,
  ) {
    if (!maySeeMessage(workspace, update, person)) return [];
    return shown.has(channel.id) ? [update] : channelUpdates(channel);
  }

  return {
    snapshot() {
      const visible = [...workspace.channels.values()].filter((channel) => maySeeChannel(channel, person));
      for (const { id } of visible) shown.add(id);
      const home = workspace.homes.get(person);
      return {
        you: person,
        team: workspace.team,
        app: workspace.app,
        users: [...workspace.users.values()],
        presence: Object.fromEntries(workspace.presence),
        channels: visible.map(forPerson),
        messages: visible.flatMap(messagesOf),
        modals: workspace.modals.get(person) ?? [],
        ...(home && { home }),
        commands: workspace.commands,
        shortcuts: workspace.shortcuts,
      };
    },

    updatesFor(change) {
      switch (change.kind) {
        case 'message_posted':
        case 'message_changed':
        case 'message_touched':
        case 'reaction_added':
        case 'reaction_removed': {
          const { channel, message } = change;
          return messageUpdates(channel, { type: 'message', channel: channel.id, message });
        }
        case 'message_deleted': {
          const { channel, previous } = change;
          return messageUpdates(channel, { type: 'message_deleted', channel: channel.id, ts: previous.ts });
        }
        case 'ephemeral_shown': {
          const { channel, message, user } = change;
          return messageUpdates(channel, {
            type: 'message',
            channel: channel.id,
            message,
            ephemeral_to: user,
          });
        }
        case 'ephemeral_gone': {
          const { channel, ts, user } = change;
          const gone: Update = { type: 'message_deleted', channel: channel.id, ts, ephemeral_to: user };
          return messageUpdates(channel, gone);
        }
        case 'member_joined':
        case 'member_left':
        case 'channel_created':
        case 'channel_renamed':
        case 'channel_archived':
        case 'channel_unarchived':
        case 'channel_touched':
          return channelUpdates(change.channel);
        case 'user_joined':
        case 'user_changed':
          return [{ type: 'user', user: change.user }];
        case 'presence_changed':
          return [{ type: 'presence', user: change.user, presence: change.presence }];
        case 'modals_changed':
          return change.user === person ? [{ type: 'modals', views: change.views }] : [];
        case 'home_published':
          return change.user === person ? [{ type: 'home', view: change.view }] : [];
        case 'declared':
          return [{ type: 'declared', commands: workspace.commands, shortcuts: workspace.shortcuts }];
        case 'home_opened':
          return [];
      }
    },
  };
}
