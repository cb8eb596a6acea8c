import type {
  App,
  Channel,
  Command,
  DoorName,
  Message,
  Shortcut,
  StateValues,
  Team,
  User,
  View,
} from '../model.js';
import type { PlacedMessage } from '../protocol.js';
import type { Change, Presence } from './change.js';
import type { ResponseUrl, Trigger } from './grant.js';
import { createTsSource, seconds, seedId } from './ids.js';
import { toBotUser, toUser } from './person.js';
import type { ScheduledMessage } from './post.js';
import type { Seed, SeedChannel } from './seed.js';
import type { StoredFile } from './stored-file.js';

/** The whole workspace as plain data, with its clock and its listeners. */
export interface Workspace {
  /** URL of the local Slack, without a slash at the end. */
  url: string;
  team: Team;
  app: App;
  users: Map<string, User>;
  presence: Map<string, Presence>;
  channels: Map<string, Channel>;
  /** By channel id, oldest first. */
  messages: Map<string, Message[]>;
  ephemerals: PlacedMessage[];
  /** The values that each person has chosen in a message, by user, channel and ts. Only that person sees them. */
  chosen: Map<string, StateValues>;
  /** By id. */
  files: Map<string, StoredFile>;
  scheduled: Map<string, ScheduledMessage>;
  /** Open modals by user id, bottom first. */
  modals: Map<string, View[]>;
  homes: Map<string, View>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  /** When each ticket of `apps.connections.open` expires, in milliseconds since 1970. */
  tickets: Map<string, number>;
  /** How pushes reach the app. */
  doors: readonly [DoorName, ...DoorName[]];
  commands: Command[];
  shortcuts: Shortcut[];
  now(): Date;
  nextTs(): string;
  /** Calls all listeners, in the order in which they were added. */
  emit(change: Change): void;
  /** @returns a function that removes the listener */
  onChange(listener: (change: Change) => void): () => void;
}

export interface WorkspaceOptions {
  seed: Seed;
  url: string;
  appName: string;
  doors: Workspace['doors'];
  commands: Command[];
  shortcuts: Shortcut[];
  now: () => Date;
}

/** Creates a workspace with the people and channels of the seed and the app's bot, but without messages. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { seed, url, now } = options;
  const team = toTeam(seed, url);
  const app: App = {
    id: seedId('A', 0),
    name: options.appName,
    bot_id: seedId('B', 0),
    bot_user_id: seedId('U', 899),
  };
  const where = { url, team, updated: seconds(now()) };
  const people = seed.people.map((person, index) => toUser(seedId('U', index), person, where));
  const users = new Map([...people, toBotUser(app, where)].map((user) => [user.id, user]));
  const channels = seed.channels.map((channel, index) => {
    const named = channel.members;
    const members = people.filter(({ name }) => !named || named.includes(name)).map(({ id }) => id);
    return toChannel(index, channel, channel.with_bot ? [...members, app.bot_user_id] : members, now());
  });
  const listeners = new Set<(change: Change) => void>();
  return {
    url,
    team,
    app,
    users,
    presence: new Map(
      people.map(({ id }, index): [string, Presence] => [id, seed.people[index]?.presence ?? 'active']),
    ),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: new Map(channels.map(({ id }) => [id, []])),
    ephemerals: [],
    chosen: new Map(),
    files: new Map(),
    scheduled: new Map(),
    modals: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    tickets: new Map(),
    doors: options.doors,
    commands: options.commands,
    shortcuts: options.shortcuts,
    now,
    nextTs: createTsSource(now),
    emit: (change) => {
      for (const listener of listeners) listener(change);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function toTeam({ team }: Seed, url: string): Team {
  const icon = `${url}/avatars/team.svg`;
  return {
    id: seedId('T', 0),
    name: team.name,
    domain: team.domain,
    email_domain: `${team.domain}.example`,
    url: `${url}/`,
    icon: {
      image_34: icon,
      image_44: icon,
      image_68: icon,
      image_88: icon,
      image_102: icon,
      image_132: icon,
    },
  };
}

function toChannel(index: number, seed: SeedChannel, members: string[], at: Date): Channel {
  const creator = members[0] ?? '';
  const set = (value = '') => ({ value, creator: value ? creator : '', last_set: value ? seconds(at) : 0 });
  return {
    id: seedId('C', index),
    name: seed.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: seed.is_private ?? false,
    is_archived: false,
    is_general: index === 0,
    created: seconds(at),
    updated: at.getTime(),
    creator,
    topic: set(seed.topic),
    purpose: set(seed.purpose),
    previous_names: [],
    members,
    closed_by: [],
    last_read: {},
  };
}
