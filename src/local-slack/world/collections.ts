import type { ResponseUrl, Ticket, Trigger } from '../apps/grant.js';
import type { QueuedPush } from '../apps/queued-push.js';
import type { StoredView } from '../apps/stored-view.js';
import type { Change, Presence } from '../journal/change.js';
import type {
  App,
  Channel,
  Enterprise,
  EphemeralMessage,
  Installation,
  Membership,
  PostedMessage,
  StateValues,
  Team,
  User,
} from '../model.js';
import type { OauthCode } from '../oauth/code.js';
import type { StoredToken } from '../oauth/stored-token.js';
import type { Webhook } from '../oauth/webhook.js';
import { type Collection, defineCollection, keyOf, namePlace, placeOf } from '../store/collection.js';
import type { ScheduledMessage } from '../workspaces/post.js';
import type { StoredFile } from '../workspaces/stored-file.js';

/** The group of the indexes that have all documents in one group. */
export const ALL = '';
const all = () => ALL;

/** What identifies the world, and the URL that its documents contain. */
export const about = defineCollection<{ id: 'world'; world: string; url: string }>()({
  name: 'about',
  key: ({ id }) => id,
  indexes: {},
});

export const enterprises = defineCollection<Enterprise>()({
  name: 'enterprises',
  key: ({ id }) => id,
  indexes: { all: { by: all } },
});

export const teams = defineCollection<Team>()({
  name: 'teams',
  key: ({ id }) => id,
  indexes: { all: { by: all }, domain: { by: ({ domain }) => domain } },
});

/** The number and time of the newest change of each workspace. */
export const heads = defineCollection<Pick<Change, 'team' | 'number' | 'at'>>()({
  name: 'heads',
  key: ({ team }) => team,
  indexes: { all: { by: all } },
});

export const changes = defineCollection<Change>()({
  name: 'changes',
  key: ({ team, number }) => keyOf(team, String(number)),
  indexes: { team: { by: ({ team }) => team, sort: ({ number }) => placeOf(number) } },
});

/** By workspace and id. Names in the indexes are in lowercase. */
export const users = defineCollection<User>()({
  name: 'users',
  key: ({ team_id, id }) => keyOf(team_id, id),
  indexes: {
    team: { by: ({ team_id }) => team_id },
    id: { by: ({ id }) => id },
    handle: { by: ({ team_id, name }) => keyOf(team_id, name) },
    email: {
      by: ({ team_id, profile }) => profile.email && keyOf(team_id, profile.email.toLowerCase()),
    },
    display_name: { by: ({ team_id, profile }) => keyOf(team_id, profile.display_name.toLowerCase()) },
    real_name: { by: ({ team_id, profile }) => keyOf(team_id, profile.real_name.toLowerCase()) },
    by_handle: { by: ({ team_id }) => team_id, sort: ({ name }) => namePlace(name) },
    by_display_name: { by: ({ team_id }) => team_id, sort: ({ profile }) => namePlace(profile.display_name) },
    by_real_name: { by: ({ team_id }) => team_id, sort: ({ profile }) => namePlace(profile.real_name) },
  },
});

export const presences = defineCollection<{ team: string; user: string; presence: Presence }>()({
  name: 'presences',
  key: ({ team, user }) => keyOf(team, user),
  indexes: { team: { by: ({ team }) => team } },
});

export const channels = defineCollection<Channel>()({
  name: 'channels',
  key: ({ id }) => id,
  indexes: {},
});

/** A channel in one of the workspaces that share it, with what lists of channels select by. */
export interface Placement {
  team: string;
  channel: string;
  name: string;
  /** As in an event's `channel_type`. */
  type: 'channel' | 'group' | 'im' | 'mpim';
  is_archived: boolean;
}

export const placements = defineCollection<Placement>()({
  name: 'placements',
  key: ({ team, channel }) => keyOf(team, channel),
  indexes: {
    team: { by: ({ team }) => team },
    type: { by: ({ team, type }) => keyOf(team, type) },
    type_by_name: { by: ({ team, type }) => keyOf(team, type), sort: ({ name }) => namePlace(name) },
    name: { by: ({ team, name }) => (name ? keyOf(team, name) : undefined) },
  },
});

/** The direct message between exactly these members. Their ids are sorted and joined with commas. */
export const directs = defineCollection<{ team: string; members: string; channel: string }>()({
  name: 'directs',
  key: ({ team, members }) => keyOf(team, members),
  indexes: {},
});

export const memberships = defineCollection<Membership>()({
  name: 'memberships',
  key: ({ channel, user }) => keyOf(channel, user),
  indexes: { channel: { by: ({ channel }) => channel }, user: { by: ({ user }) => user } },
});

export const messages = defineCollection<PostedMessage>()({
  name: 'messages',
  key: ({ channel, message }) => keyOf(channel, message.ts),
  indexes: {
    channel: { by: ({ channel }) => channel, sort: ({ message }) => message.ts },
    /** What the channel itself shows: all but replies in threads. */
    top: {
      by: ({ channel, message: { ts, thread_ts, subtype } }) =>
        !thread_ts || thread_ts === ts || subtype === 'thread_broadcast' ? channel : undefined,
      sort: ({ message }) => message.ts,
    },
    /** Replies, without their parent. */
    thread: {
      by: ({ channel, message: { ts, thread_ts } }) =>
        thread_ts && thread_ts !== ts ? keyOf(channel, thread_ts) : undefined,
      sort: ({ message }) => message.ts,
    },
    /** The replies of one author. */
    replier: {
      by: ({ channel, message: { ts, thread_ts, user } }) =>
        thread_ts && thread_ts !== ts && user ? keyOf(channel, thread_ts, user) : undefined,
    },
  },
});

export const ephemerals = defineCollection<EphemeralMessage>()({
  name: 'ephemerals',
  key: ({ channel, message }) => keyOf(channel, message.ts),
  indexes: {
    user: {
      by: ({ channel, ephemeral_to }) => keyOf(channel, ephemeral_to),
      sort: ({ message }) => message.ts,
    },
  },
});

/** Which messages a user has reacted to. */
export const reacted = defineCollection<{ user: string; channel: string; ts: string }>()({
  name: 'reacted',
  key: ({ user, channel, ts }) => keyOf(user, channel, ts),
  indexes: { user: { by: ({ user }) => user } },
});

/** The values that a person has chosen in a message. Only that person sees them. */
export const choices = defineCollection<{ user: string; channel: string; ts: string; values: StateValues }>()(
  {
    name: 'choices',
    key: ({ user, channel, ts }) => keyOf(user, channel, ts),
    indexes: {},
  },
);

export const files = defineCollection<StoredFile>()({
  name: 'files',
  key: ({ id }) => id,
  indexes: { team: { by: ({ team }) => team }, upload_key: { by: ({ upload_key }) => upload_key } },
});

export const scheduled = defineCollection<ScheduledMessage>()({
  name: 'scheduled',
  key: ({ id }) => id,
  indexes: {
    due: { by: all, sort: ({ post_at }) => placeOf(post_at) },
    author: { by: ({ team, post }) => keyOf(team, post.user) },
  },
});

export const apps = defineCollection<App>()({
  name: 'apps',
  key: ({ id }) => id,
  indexes: { all: { by: all } },
});

/** Finds the app to which an app-level token belongs. */
export const appTokens = defineCollection<{ token: string; app: string }>()({
  name: 'app_tokens',
  key: ({ token }) => token,
  indexes: {},
});

/** What an installation belongs to: the id of its workspace or, if the app is installed org-wide, of its organisation. */
export function tenantOf({ team, enterprise }: Pick<Installation, 'team' | 'enterprise'>): string {
  return team ?? enterprise ?? '';
}

/** By workspace or organisation, and app. Only `bot` has the installations that have ended. */
export const installations = defineCollection<Installation>()({
  name: 'installations',
  key: (one) => keyOf(tenantOf(one), one.app),
  indexes: {
    team: { by: ({ team, uninstalled_at }) => (uninstalled_at === undefined ? team : undefined) },
    enterprise: {
      by: ({ enterprise, uninstalled_at }) => (uninstalled_at === undefined ? enterprise : undefined),
    },
    app: { by: ({ app, uninstalled_at }) => (uninstalled_at === undefined ? app : undefined) },
    bot: { by: ({ bot_id }) => bot_id },
  },
});

export const tokens = defineCollection<StoredToken>()({
  name: 'tokens',
  key: ({ value }) => value,
  indexes: {
    /** The tokens of an app in a workspace or organisation, oldest first. */
    installation: { by: (one) => keyOf(tenantOf(one), one.app) },
  },
});

export const oauthCodes = defineCollection<OauthCode>()({
  name: 'oauth_codes',
  key: ({ code }) => code,
  indexes: { expiry: { by: all, sort: ({ expires_at }) => placeOf(expires_at) } },
});

/** The incoming webhooks, by the path of their URL. */
export const webhooks = defineCollection<Webhook>()({
  name: 'webhooks',
  key: ({ path }) => path,
  indexes: { installation: { by: ({ team, app }) => keyOf(team, app) } },
});

export const views = defineCollection<StoredView>()({
  name: 'views',
  key: ({ view }) => view.id,
  indexes: {
    /** A person's stack of modals. */
    modals: {
      by: ({ team, user, view }) => (view.type === 'modal' ? keyOf(team, user) : undefined),
      sort: ({ position }) => placeOf(position),
    },
    /** A person's App Homes, one of each app. */
    homes: { by: ({ team, user, view }) => (view.type === 'home' ? keyOf(team, user) : undefined) },
    external_id: {
      by: ({ app, view: { app_installed_team_id, external_id } }) =>
        external_id ? keyOf(app, app_installed_team_id, external_id) : undefined,
    },
  },
});

export const triggers = defineCollection<Trigger>()({
  name: 'triggers',
  key: ({ id }) => id,
  indexes: { expiry: { by: all, sort: ({ expires_at }) => placeOf(expires_at) } },
});

export const responseUrls = defineCollection<ResponseUrl>()({
  name: 'response_urls',
  key: ({ path }) => path,
  indexes: { expiry: { by: all, sort: ({ expires_at }) => placeOf(expires_at) } },
});

export const tickets = defineCollection<Ticket>()({
  name: 'tickets',
  key: ({ id }) => id,
  indexes: { expiry: { by: all, sort: ({ expires_at }) => placeOf(expires_at) } },
});

export const queuedPushes = defineCollection<QueuedPush>()({
  name: 'queued_pushes',
  key: ({ id }) => id,
  indexes: { all: { by: all } },
});

/**
 * Every collection of a world, for code that handles all documents alike. It passes to a collection only documents of
 * this collection.
 */
export const collections = [
  about,
  enterprises,
  teams,
  heads,
  changes,
  users,
  presences,
  channels,
  placements,
  directs,
  memberships,
  messages,
  ephemerals,
  reacted,
  choices,
  files,
  scheduled,
  apps,
  appTokens,
  installations,
  tokens,
  oauthCodes,
  webhooks,
  views,
  triggers,
  responseUrls,
  tickets,
  queuedPushes,
] as readonly unknown[] as readonly Collection<unknown>[];
