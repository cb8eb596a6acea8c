import type { Channel, Json, Message } from '../model.js';
import type { Change } from '../state/change.js';
import { channelType } from '../state/find.js';
import { seconds } from '../state/ids.js';
import { mentionedIn } from '../state/text.js';
import type { Workspace } from '../state/workspace.js';

/**
 * The events that Slack sends to the app for a change in the workspace, or in a conversation that has the app's bot
 * as a member. The events contain copies, so later changes do not alter the events.
 */
export function eventsOf(workspace: Workspace, change: Change): Json[] {
  const events = toEvents(workspace, change).map((event) => ({
    ...event,
    event_ts: event.event_ts ?? workspace.nextTs(),
  }));
  return structuredClone(events);
}

function toEvents(workspace: Workspace, change: Change): Json[] {
  switch (change.kind) {
    case 'message_posted':
      return hasBot(workspace, change.channel) ? posted(workspace, change.channel, change.message) : [];
    case 'message_changed':
    case 'message_deleted':
      return hasBot(workspace, change.channel) ? [altered(workspace, change)] : [];
    case 'reaction_added':
    case 'reaction_removed':
      return hasBot(workspace, change.channel) ? [reacted(change)] : [];
    case 'member_joined':
    case 'member_left':
      return membership(workspace, change);
    case 'channel_created':
    case 'channel_renamed':
    case 'channel_archived':
    case 'channel_unarchived':
      return channelEvent(workspace, change);
    case 'user_joined':
      return [{ type: 'team_join', user: change.user, cache_ts: seconds(workspace.now()) }];
    case 'user_changed':
      return [{ type: 'user_change', user: change.user, cache_ts: seconds(workspace.now()) }];
    case 'home_opened': {
      const { user, channel, tab, view } = change;
      return [{ type: 'app_home_opened', user, channel: channel.id, tab, ...(view && { view }) }];
    }
    default:
      return [];
  }
}

function hasBot({ app }: Workspace, channel: Channel): boolean {
  return channel.members.includes(app.bot_user_id);
}

function posted({ app }: Workspace, channel: Channel, message: Message): Json[] {
  const where = { channel: channel.id, event_ts: message.ts };
  const subtype = message.subtype ?? (message.files ? 'file_share' : undefined);
  const events: Json[] = [
    { ...message, ...(subtype && { subtype }), ...where, channel_type: channelType(channel) },
  ];
  const mentioned = mentionedIn(message.text).includes(app.bot_user_id);
  const byPerson = message.subtype === undefined || message.subtype === 'thread_broadcast';
  if (mentioned && byPerson && message.bot_id !== app.bot_id && !channel.is_im) {
    const { subtype, ...rest } = message;
    events.push({ ...rest, type: 'app_mention', ...where });
  }
  return events;
}

function altered(
  workspace: Workspace,
  change: Extract<Change, { kind: 'message_changed' | 'message_deleted' }>,
): Json {
  const { channel, previous } = change;
  const ts = workspace.nextTs();
  const shared = {
    type: 'message',
    hidden: true,
    channel: channel.id,
    channel_type: channelType(channel),
    ts,
    event_ts: ts,
  };
  if (change.kind === 'message_deleted') {
    return { ...shared, subtype: 'message_deleted', deleted_ts: previous.ts, previous_message: previous };
  }
  return { ...shared, subtype: 'message_changed', message: change.message, previous_message: previous };
}

function reacted(change: Extract<Change, { kind: 'reaction_added' | 'reaction_removed' }>): Json {
  const { kind, channel, message, name, user } = change;
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  return { type: kind, user, reaction: name, item, item_user: message.user };
}

function membership(
  workspace: Workspace,
  change: Extract<Change, { kind: 'member_joined' | 'member_left' }>,
): Json[] {
  const { channel, user } = change;
  const isBot = user === workspace.app.bot_user_id;
  if (!hasBot(workspace, channel) && !isBot) return [];
  const channel_type = channel.is_private ? 'G' : 'C';
  const event = { user, channel: channel.id, channel_type, team: workspace.team.id };
  if (change.kind === 'member_joined') {
    return [{ type: 'member_joined_channel', ...event, ...(change.inviter && { inviter: change.inviter }) }];
  }
  if (!isBot) return [{ type: 'member_left_channel', ...event }];
  return [
    { type: channel.is_private ? 'group_left' : 'channel_left', channel: channel.id, actor_id: change.by },
  ];
}

function channelEvent(
  workspace: Workspace,
  change: Extract<Change, { kind: `channel_${'created' | 'renamed' | 'archived' | 'unarchived'}` }>,
): Json[] {
  const { kind, channel } = change;
  if (channel.is_private && !hasBot(workspace, channel)) return [];
  const prefix = channel.is_private ? 'group' : 'channel';
  const { id, name, created, creator } = channel;
  const brief = { id, name, name_normalized: name, created, creator, is_channel: true, is_mpim: false };
  switch (kind) {
    case 'channel_created':
      if (channel.is_private) return [];
      return [
        {
          type: 'channel_created',
          channel: { ...brief, context_team_id: workspace.team.id, is_shared: false },
        },
      ];
    case 'channel_renamed':
      return [{ type: `${prefix}_rename`, channel: brief }];
    case 'channel_archived':
      return [{ type: `${prefix}_archive`, channel: id, user: change.user, is_moved: 0 }];
    case 'channel_unarchived':
      return [{ type: `${prefix}_unarchive`, channel: id, user: change.user }];
  }
}
