import type {
  App,
  Channel,
  Command,
  PlacedMessage,
  Shortcut,
  Snapshot,
  Team,
  Update,
  User,
  View,
} from '../../local-slack/protocol.js';

/** The workspace as the person of this tab sees it. It is immutable. */
export interface ShownWorkspace {
  /** Id of the person that this tab acts as. */
  you: string;
  team: Team;
  app: App;
  users: ReadonlyMap<string, User>;
  presence: Readonly<Record<string, 'active' | 'away'>>;
  channels: ReadonlyMap<string, Channel>;
  /** By channel, oldest first. */
  messages: ReadonlyMap<string, readonly PlacedMessage[]>;
  /** The open modals, bottom of the stack first. */
  modals: readonly View[];
  home?: View;
  commands: readonly Command[];
  shortcuts: readonly Shortcut[];
}

/** The workspace after an update; undefined before the first snapshot. */
export function applyUpdate(
  workspace: ShownWorkspace | undefined,
  update: Exclude<Update, { type: 'result' }>,
): ShownWorkspace | undefined {
  if (update.type === 'snapshot') return ofSnapshot(update.snapshot);
  if (!workspace) return undefined;
  switch (update.type) {
    case 'message':
      return { ...workspace, messages: withMessage(workspace.messages, update) };
    case 'message_deleted':
      return { ...workspace, messages: withoutMessage(workspace.messages, update) };
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
      return { ...workspace, home: update.view };
    case 'declared':
      return { ...workspace, commands: update.commands, shortcuts: update.shortcuts };
    default:
      return workspace;
  }
}

function ofSnapshot({ users, channels, messages, ...rest }: Snapshot): ShownWorkspace {
  const byChannel = new Map<string, PlacedMessage[]>();
  for (const placed of messages) {
    const list = byChannel.get(placed.channel);
    if (list) list.push(placed);
    else byChannel.set(placed.channel, [placed]);
  }
  return {
    ...rest,
    users: new Map(users.map((user) => [user.id, user])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: byChannel,
  };
}

function withChannel(
  workspace: ShownWorkspace,
  { channel, messages }: Extract<Update, { type: 'channel' }>,
): ShownWorkspace {
  const channels = new Map(workspace.channels).set(channel.id, channel);
  if (!messages) return { ...workspace, channels };
  return { ...workspace, channels, messages: new Map(workspace.messages).set(channel.id, messages) };
}

function withoutChannel(workspace: ShownWorkspace, id: string): ShownWorkspace {
  const channels = new Map(workspace.channels);
  const messages = new Map(workspace.messages);
  channels.delete(id);
  messages.delete(id);
  return { ...workspace, channels, messages };
}

type Messages = ShownWorkspace['messages'];
type Place = { channel: string; ts: string; ephemeral_to?: string };

function withMessage(messages: Messages, { channel, message, ephemeral_to }: PlacedMessage): Messages {
  const list = messages.get(channel) ?? [];
  const placed: PlacedMessage = { channel, message, ephemeral_to };
  const at = list.findIndex(isAt({ channel, ts: message.ts, ephemeral_to }));
  if (at >= 0) return new Map(messages).set(channel, list.with(at, placed));
  const after = list.findLastIndex((other) => other.message.ts <= message.ts);
  return new Map(messages).set(channel, list.toSpliced(after + 1, 0, placed));
}

function withoutMessage(messages: Messages, place: Place): Messages {
  const isIt = isAt(place);
  const list = messages.get(place.channel) ?? [];
  return new Map(messages).set(
    place.channel,
    list.filter((placed) => !isIt(placed)),
  );
}

function isAt({ ts, ephemeral_to }: Place) {
  return (placed: PlacedMessage) => placed.message.ts === ts && placed.ephemeral_to === ephemeral_to;
}
