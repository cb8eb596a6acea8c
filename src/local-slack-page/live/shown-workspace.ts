import type {
  Frame,
  ShownApp,
  ShownChannel,
  Snapshot,
  Unread,
  Update,
  User,
  View,
} from '../../local-slack/protocol.js';
import { type History, hasMessage, startHistory, withUpdate } from './history.js';
import { countUnread, NOTHING_UNREAD } from './unread.js';

/** The workspace as the person of this tab sees it. It is immutable. */
export interface ShownWorkspace
  extends Readonly<Pick<Snapshot, 'you' | 'team' | 'workspaces' | 'apps' | 'presence' | 'modals'>> {
  users: ReadonlyMap<string, User>;
  channels: ReadonlyMap<string, ShownChannel>;
  /** By channel. Only the channels that the page has read have one. */
  histories: ReadonlyMap<string, History>;
  /** By channel. */
  unread: ReadonlyMap<string, Unread>;
  /** The App Homes, by app. */
  homes: ReadonlyMap<string, View>;
}

/** The workspace after a frame; undefined before the first snapshot. */
export function applyFrame(
  workspace: ShownWorkspace | undefined,
  frame: Exclude<Frame, { type: 'result' }>,
): ShownWorkspace | undefined {
  if (frame.type === 'snapshot') return ofSnapshot(frame.snapshot);
  if (frame.type === 'resumed') return workspace;
  return workspace && frame.updates.reduce(applyUpdate, workspace);
}

/** The workspace of a snapshot. The page has not read any messages in it. */
export function ofSnapshot(snapshot: Snapshot): ShownWorkspace {
  const { you, team, workspaces, apps, presence, modals, users, channels, unread, homes } = snapshot;
  return {
    you,
    team,
    workspaces,
    apps,
    presence,
    modals,
    users: new Map(users.map((user) => [user.id, user])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    histories: new Map(),
    unread: new Map(Object.entries(unread)),
    homes: new Map(homes.map((view) => [view.app_id, view])),
  };
}

export function applyUpdate(workspace: ShownWorkspace, update: Update): ShownWorkspace {
  switch (update.type) {
    case 'message':
      return withMessageUpdate(workspace, update);
    case 'message_deleted':
      return withoutMessage(workspace, update);
    case 'channel':
      return withChannel(workspace, update);
    case 'channel_gone':
      return withoutChannel(workspace, update.channel);
    case 'user':
      return { ...workspace, users: new Map(workspace.users).set(update.user.id, update.user) };
    case 'presence':
      return { ...workspace, presence: { ...workspace.presence, [update.user]: update.presence } };
    case 'modals':
      return { ...workspace, modals: update.views };
    case 'home':
      return { ...workspace, homes: new Map(workspace.homes).set(update.view.app_id, update.view) };
    case 'app':
      return { ...workspace, apps: withApp(workspace.apps, update.app) };
    case 'app_gone':
      return { ...workspace, apps: workspace.apps.filter(({ id }) => id !== update.app) };
    default:
      return workspace;
  }
}

function withMessageUpdate(
  workspace: ShownWorkspace,
  update: Extract<Update, { type: 'message' }>,
): ShownWorkspace {
  const channel = workspace.channels.get(update.channel);
  const history = workspace.histories.get(update.channel);
  const after = history ? withHistory(workspace, update.channel, withUpdate(history, update)) : workspace;
  if (!channel || !update.is_new || (history && hasMessage(history, update))) return after;
  const before = workspace.unread.get(channel.id) ?? NOTHING_UNREAD;
  return withUnread(after, channel.id, countUnread(before, [update], { channel, you: workspace.you }));
}

function withoutMessage(
  workspace: ShownWorkspace,
  update: Extract<Update, { type: 'message_deleted' }>,
): ShownWorkspace {
  const history = workspace.histories.get(update.channel);
  if (!history) return workspace;
  return recount(withHistory(workspace, update.channel, withUpdate(history, update)), update.channel);
}

export function withHistory(workspace: ShownWorkspace, channel: string, history: History): ShownWorkspace {
  return { ...workspace, histories: new Map(workspace.histories).set(channel, history) };
}

function withUnread(workspace: ShownWorkspace, channel: string, unread: Unread): ShownWorkspace {
  return { ...workspace, unread: new Map(workspace.unread).set(channel, unread) };
}

/** Counts a channel's unread messages again, if the page has read all of them. */
export function recount(workspace: ShownWorkspace, id: string): ShownWorkspace {
  const channel = workspace.channels.get(id);
  const history = workspace.histories.get(id);
  if (!channel || !history || history.from > (channel.last_read ?? '')) return workspace;
  return withUnread(
    workspace,
    id,
    countUnread(NOTHING_UNREAD, history.messages, { channel, you: workspace.you }),
  );
}

function withChannel(
  workspace: ShownWorkspace,
  { channel, messages }: Extract<Update, { type: 'channel' }>,
): ShownWorkspace {
  const hasRead = channel.last_read !== workspace.channels.get(channel.id)?.last_read;
  const changed = { ...workspace, channels: new Map(workspace.channels).set(channel.id, channel) };
  const after = messages ? withHistory(changed, channel.id, startHistory(messages)) : changed;
  return recount(hasRead ? withUnread(after, channel.id, NOTHING_UNREAD) : after, channel.id);
}

function withoutChannel(workspace: ShownWorkspace, id: string): ShownWorkspace {
  return {
    ...workspace,
    channels: without(workspace.channels, id),
    histories: without(workspace.histories, id),
    unread: without(workspace.unread, id),
  };
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function withApp(apps: readonly ShownApp[], app: ShownApp): ShownApp[] {
  const isKnown = apps.some(({ id }) => id === app.id);
  return isKnown ? apps.map((other) => (other.id === app.id ? app : other)) : [...apps, app];
}
