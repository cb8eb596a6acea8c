import type { Update } from '../protocol.js';
import type { Change } from '../state/change.js';
import type { Workspace } from '../state/workspace.js';

/** The update that tells pages about a change; undefined if the change is not visible on a page. */
export function toUpdate(workspace: Workspace, change: Change): Update | undefined {
  switch (change.kind) {
    case 'message_posted':
    case 'message_changed':
    case 'message_touched':
    case 'reaction_added':
    case 'reaction_removed':
      return { type: 'message', channel: change.channel.id, message: change.message };
    case 'message_deleted':
      return { type: 'message_deleted', channel: change.channel.id, ts: change.previous.ts };
    case 'ephemeral_shown':
      return {
        type: 'message',
        channel: change.channel.id,
        message: change.message,
        ephemeral_to: change.user,
      };
    case 'ephemeral_gone':
      return {
        type: 'message_deleted',
        channel: change.channel.id,
        ts: change.ts,
        ephemeral_to: change.user,
      };
    case 'member_joined':
    case 'member_left':
    case 'channel_created':
    case 'channel_renamed':
    case 'channel_archived':
    case 'channel_unarchived':
    case 'channel_touched':
      return { type: 'channel', channel: change.channel };
    case 'user_joined':
    case 'user_changed':
      return { type: 'user', user: change.user };
    case 'presence_changed':
      return { type: 'presence', user: change.user, presence: change.presence };
    case 'modals_changed':
      return { type: 'modals', user: change.user, views: change.views };
    case 'home_published':
      return { type: 'home', user: change.user, view: change.view };
    case 'declared':
      return { type: 'declared', commands: workspace.commands, shortcuts: workspace.shortcuts };
    case 'home_opened':
      return undefined;
  }
}
