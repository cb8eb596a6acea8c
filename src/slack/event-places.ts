import { realId } from './real-id.js';

/** The path of an id in an event: its keys, joined by dots. */
type Path = string;

/** The paths of the ids in events of one type. If there are several paths, the first that holds an id is used. */
interface Places {
  /** The user who acted. If Slack does not name that user, the user whom the event is about. */
  user?: Path | readonly Path[];
  /** The conversation of the event. */
  channel?: Path | readonly Path[];
  thread_ts?: Path | readonly Path[];
  bot?: Path | readonly Path[];
}

/** The ids in an event. */
export interface EventIds {
  user_id?: string;
  channel_id?: string;
  thread_ts?: string;
  bot_id?: string;
}

const USER: Places = { user: 'user' };
const CHANNEL: Places = { channel: 'channel' };
const USER_IN_CHANNEL: Places = { user: 'user', channel: 'channel' };
const ACTOR_IN_CHANNEL: Places = { user: 'actor_id', channel: 'channel' };
const USER_OBJECT: Places = { user: 'user.id' };
const CHANNEL_OBJECT: Places = { channel: 'channel.id' };
const USER_ID: Places = { user: 'user_id' };
const USER_ID_IN_CHANNEL_ID: Places = { user: 'user_id', channel: 'channel_id' };
const IN_THREAD: Places = { user: 'user', channel: 'channel', thread_ts: 'thread_ts' };
const ABOUT_ITEM: Places = { user: 'user', channel: 'item.channel' };
const PIN: Places = { user: 'user', channel: ['channel_id', 'item.channel'] };
const METADATA: Places = { user: 'user_id', channel: 'channel_id', bot: 'bot_id' };
const ASSISTANT: Places = {
  user: 'assistant_thread.user_id',
  channel: 'assistant_thread.channel_id',
  thread_ts: 'assistant_thread.thread_ts',
};
/** The event is about the workspace, the app or a file as a whole. */
const NO_ONE: Places = {};

/** The paths by event type: all types that @slack/types declares or docs.slack.dev/reference/events lists. */
export const EVENT_PLACES: Readonly<Record<string, Places>> = {
  agent_session_stopped: IN_THREAD,
  agent_session_title_changed: IN_THREAD,
  app_context_changed: USER_IN_CHANNEL,
  app_deleted: NO_ONE,
  app_home_opened: USER_IN_CHANNEL,
  app_installed: USER_ID,
  app_mention: { ...IN_THREAD, bot: 'bot_id' },
  app_rate_limited: NO_ONE,
  app_requested: { user: ['user.id', 'app_request.user.id'] },
  app_uninstalled: NO_ONE,
  app_uninstalled_team: USER_ID,
  assistant_thread_context_changed: ASSISTANT,
  assistant_thread_started: ASSISTANT,
  call_rejected: USER_ID_IN_CHANNEL_ID,
  channel_archive: USER_IN_CHANNEL,
  channel_created: { user: 'channel.creator', channel: 'channel.id' },
  channel_deleted: ACTOR_IN_CHANNEL,
  channel_history_changed: CHANNEL,
  channel_id_changed: { channel: 'new_channel_id' },
  channel_joined: CHANNEL_OBJECT,
  channel_left: ACTOR_IN_CHANNEL,
  channel_rename: CHANNEL_OBJECT,
  channel_shared: CHANNEL,
  channel_unarchive: USER_IN_CHANNEL,
  channel_unshared: CHANNEL,
  dnd_updated: USER,
  dnd_updated_user: USER,
  email_domain_changed: NO_ONE,
  emoji_changed: NO_ONE,
  entity_comments_requested: USER,
  entity_details_requested: IN_THREAD,
  file_change: NO_ONE,
  file_comment_added: NO_ONE,
  file_comment_deleted: NO_ONE,
  file_comment_edited: NO_ONE,
  file_created: USER_ID,
  file_deleted: NO_ONE,
  file_public: USER_ID,
  file_shared: USER_ID_IN_CHANNEL_ID,
  file_unshared: USER_ID_IN_CHANNEL_ID,
  // The app defines the inputs of its function, so only the app knows which of them is a user.
  function_executed: NO_ONE,
  grid_migration_finished: NO_ONE,
  grid_migration_started: NO_ONE,
  group_archive: USER_IN_CHANNEL,
  group_close: USER_IN_CHANNEL,
  group_deleted: ACTOR_IN_CHANNEL,
  group_history_changed: CHANNEL,
  group_joined: CHANNEL_OBJECT,
  group_left: ACTOR_IN_CHANNEL,
  group_open: USER_IN_CHANNEL,
  group_rename: CHANNEL_OBJECT,
  group_unarchive: ACTOR_IN_CHANNEL,
  im_close: USER_IN_CHANNEL,
  im_created: { user: 'user', channel: 'channel.id' },
  im_history_changed: CHANNEL,
  im_open: USER_IN_CHANNEL,
  invite_requested: { user: 'invite_request.requester_ids.0' },
  link_shared: IN_THREAD,
  member_joined_channel: USER_IN_CHANNEL,
  member_left_channel: USER_IN_CHANNEL,
  // An edit names the author in `message`, a deletion in `previous_message`.
  message: {
    user: ['user', 'message.user', 'previous_message.user'],
    channel: 'channel',
    thread_ts: ['thread_ts', 'message.thread_ts', 'previous_message.thread_ts'],
    bot: ['bot_id', 'message.bot_id', 'previous_message.bot_id'],
  },
  message_metadata_deleted: METADATA,
  message_metadata_posted: METADATA,
  message_metadata_updated: METADATA,
  pin_added: PIN,
  pin_removed: PIN,
  reaction_added: ABOUT_ITEM,
  reaction_removed: ABOUT_ITEM,
  resources_added: NO_ONE,
  resources_removed: NO_ONE,
  scope_denied: NO_ONE,
  scope_granted: NO_ONE,
  shared_channel_invite_accepted: { user: 'accepting_user.id', channel: 'channel.id' },
  shared_channel_invite_approved: { user: 'approving_user.id', channel: 'channel.id' },
  shared_channel_invite_declined: { user: 'declining_user.id', channel: 'channel.id' },
  shared_channel_invite_received: { user: 'invite.inviting_user.id', channel: 'channel.id' },
  shared_channel_invite_requested: { user: 'actor.id', channel: 'channel_id' },
  star_added: ABOUT_ITEM,
  star_removed: ABOUT_ITEM,
  subteam_created: { user: 'subteam.created_by' },
  subteam_members_changed: NO_ONE,
  subteam_self_added: NO_ONE,
  subteam_self_removed: NO_ONE,
  subteam_updated: { user: 'subteam.updated_by' },
  team_access_granted: NO_ONE,
  team_access_revoked: NO_ONE,
  team_domain_change: NO_ONE,
  team_join: USER_OBJECT,
  team_rename: NO_ONE,
  // The event lists the users whose tokens were revoked, and there can be many.
  tokens_revoked: NO_ONE,
  user_change: USER_OBJECT,
  user_huddle_changed: USER_OBJECT,
  user_profile_changed: USER_OBJECT,
  user_resource_denied: USER,
  user_resource_granted: USER,
  user_resource_removed: USER,
  user_status_changed: USER_OBJECT,
  workflow_deleted: NO_ONE,
  workflow_published: NO_ONE,
  workflow_step_deleted: NO_ONE,
  workflow_step_execute: NO_ONE,
  workflow_unpublished: NO_ONE,
};

/** The paths that most events use. They are tried after the event's own paths, to find ids that Slack adds later. */
const USUAL = {
  user: [
    'user',
    'user.id',
    'user_id',
    'actor_id',
    'message.user',
    'previous_message.user',
    'assistant_thread.user_id',
  ],
  channel: ['channel', 'channel.id', 'channel_id', 'item.channel', 'assistant_thread.channel_id'],
  thread_ts: ['thread_ts', 'message.thread_ts', 'previous_message.thread_ts', 'assistant_thread.thread_ts'],
  bot: ['bot_id', 'message.bot_id', 'previous_message.bot_id'],
} satisfies Places;

type Steps = readonly string[];
type Ways = Record<keyof typeof USUAL, readonly Steps[]>;

const usualWays = waysOf(NO_ONE);
const ways: ReadonlyMap<string, Ways> = new Map(
  Object.entries(EVENT_PLACES).map(([type, places]) => [type, waysOf(places)]),
);

/** Returns the ids in an event, by the paths of its type. */
export function idsOfEvent(event: Readonly<Record<string, unknown>>): EventIds {
  const known = typeof event.type === 'string' ? ways.get(event.type) : undefined;
  const { user, channel, thread_ts, bot } = known ?? usualWays;
  return {
    user_id: follow(event, user),
    channel_id: follow(event, channel),
    thread_ts: follow(event, thread_ts),
    bot_id: follow(event, bot),
  };
}

function waysOf(places: Places): Ways {
  const merge = (key: keyof typeof USUAL) =>
    [...new Set([places[key] ?? [], USUAL[key]].flat())].map((path) => path.split('.'));
  return { user: merge('user'), channel: merge('channel'), thread_ts: merge('thread_ts'), bot: merge('bot') };
}

function follow(event: unknown, candidates: readonly Steps[]): string | undefined {
  for (const steps of candidates) {
    let value = event;
    for (const step of steps) value = readOwn(value, step);
    const id = realId(value);
    if (id !== undefined) return id;
  }
  return undefined;
}

function readOwn(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return Reflect.get(holder, key);
}
