import { seconds } from '../ids.js';
import type { Change } from '../journal/change.js';
import type { Json } from '../model.js';
import { channelType } from '../workspaces/find.js';
import { mentionedIn } from '../workspaces/text.js';
import type { Workspace } from '../world/workspace.js';
import type { Receiver } from './receivers.js';

/** The kinds of changes of which Slack sends events. */
const WITH_EVENTS = [
  'message_posted',
  'message_changed',
  'message_deleted',
  'reaction_added',
  'reaction_removed',
  'member_joined',
  'member_left',
  'channel_created',
  'channel_renamed',
  'channel_archived',
  'channel_unarchived',
  'user_joined',
  'user_changed',
  'home_opened',
] as const;

/** A change of which Slack sends events. */
type EventfulChange = Extract<Change, { kind: (typeof WITH_EVENTS)[number] }>;

/** An app that receives an event, with what the message of a person from another organisation has in addition. */
type Addressee = Receiver & { authorFields?: Json };

/** False for changes that no app hears of. */
export function hasEvents(change: Change): change is EventfulChange {
  return (WITH_EVENTS as readonly string[]).includes(change.kind);
}

/**
 * The events that Slack sends to an app for a change in a workspace in which it is installed, or in a conversation that
 * has the app's bot as a member. They derive from the change alone.
 */
export function eventsOf({ now }: Pick<Workspace, 'now'>, change: EventfulChange, to: Addressee): Json[] {
  const events = toEvents(change, { ...to, now: seconds(now()) });
  return events.map((event) => ({ ...event, event_ts: event.event_ts ?? change.at }));
}

function toEvents(change: EventfulChange, to: Addressee & { now: number }): Json[] {
  switch (change.kind) {
    case 'message_posted':
      return to.isIn ? posted(change, to) : [];
    case 'message_changed':
    case 'message_deleted':
      return to.isIn ? [altered(change, to)] : [];
    case 'reaction_added':
    case 'reaction_removed':
      return to.isIn ? [reacted(change)] : [];
    case 'member_joined':
    case 'member_left':
      return membership(change, to);
    case 'channel_created':
    case 'channel_renamed':
    case 'channel_archived':
    case 'channel_unarchived':
      return channelEvent(change, to);
    case 'user_joined':
      return [{ type: 'team_join', user: change.user, cache_ts: to.now }];
    case 'user_changed':
      return [{ type: 'user_change', user: change.user, cache_ts: to.now }];
    case 'home_opened': {
      const { app, user, channel, tab, view } = change;
      if (app !== to.app.id) return [];
      return [{ type: 'app_home_opened', user, channel: channel.id, tab, ...(view && { view }) }];
    }
  }
}

function posted(
  { channel, message, team }: Extract<Change, { kind: 'message_posted' }>,
  { installation, seer, authorFields }: Addressee,
): Json[] {
  const where = { channel: channel.id, event_ts: message.ts };
  const subtype = message.subtype ?? (message.files ? 'file_share' : undefined);
  const events: Json[] = [
    {
      ...message,
      ...authorFields,
      ...(subtype && { subtype }),
      ...where,
      channel_type: channelType(channel),
    },
  ];
  const mentioned = seer.is_bot && mentionedIn(message.text).includes(seer.user);
  const byPerson = message.subtype === undefined || message.subtype === 'thread_broadcast';
  if (mentioned && byPerson && message.bot_id !== installation.bot_id && !channel.is_im) {
    const { subtype, ...rest } = message;
    // The team of a mention is the app's own, and user_team is that of the author.
    const own = { team: installation.team ?? team };
    events.push({
      ...rest,
      ...(authorFields?.user_team !== undefined && own),
      ...authorFields,
      type: 'app_mention',
      ...where,
    });
  }
  return events;
}

function altered(
  change: Extract<Change, { kind: 'message_changed' | 'message_deleted' }>,
  { authorFields }: Addressee,
): Json {
  const { channel, at: ts } = change;
  const previous = { ...change.previous, ...authorFields };
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
  const message = { ...change.message, ...authorFields };
  return { ...shared, subtype: 'message_changed', message, previous_message: previous };
}

function reacted(change: Extract<Change, { kind: 'reaction_added' | 'reaction_removed' }>): Json {
  const { kind, channel, message, name, user } = change;
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  return { type: kind, user, reaction: name, item, item_user: message.user };
}

function membership(
  change: Extract<Change, { kind: 'member_joined' | 'member_left' }>,
  { isIn, seer }: Addressee,
): Json[] {
  const { channel, user, team } = change;
  const isSeer = user === seer.user;
  if (!isIn && !isSeer) return [];
  const channel_type = channel.is_private ? 'G' : 'C';
  const event = { user, channel: channel.id, channel_type, team };
  if (change.kind === 'member_joined') {
    return [{ type: 'member_joined_channel', ...event, ...(change.inviter && { inviter: change.inviter }) }];
  }
  if (!isSeer) return [{ type: 'member_left_channel', ...event }];
  return [
    { type: channel.is_private ? 'group_left' : 'channel_left', channel: channel.id, actor_id: change.by },
  ];
}

function channelEvent(
  change: Extract<Change, { kind: `channel_${'created' | 'renamed' | 'archived' | 'unarchived'}` }>,
  { isIn }: Addressee,
): Json[] {
  const { kind, channel } = change;
  if (channel.is_private && !isIn) return [];
  const prefix = channel.is_private ? 'group' : 'channel';
  const { id, name, created, creator } = channel;
  const brief = { id, name, name_normalized: name, created, creator, is_channel: true, is_mpim: false };
  switch (kind) {
    case 'channel_created':
      if (channel.is_private) return [];
      return [
        {
          type: 'channel_created',
          channel: { ...brief, context_team_id: change.team, is_shared: channel.teams.length > 1 },
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
