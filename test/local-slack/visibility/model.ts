import type { LocalSlack, SeenChannel } from '../../../src/local-slack/index.js';

/** Who receives a text: a tab, an app, or the caller of the Web API. */
export type Observer =
  | { kind: 'tab'; world: string; team: string; user: string }
  /** `bot` is the user for whom an event was sent; absent for commands, submissions and the like. */
  | { kind: 'push'; world: string; team: string; app: string; bot?: string }
  /** `onlyMembers` is true if the method shows a channel to its members only. */
  | { kind: 'call'; world: string; team: string; user: string; app: string; onlyMembers?: boolean };

export type SecretKind =
  /** In a channel: a message, a topic or a file. */
  | 'message'
  | 'topic'
  | 'file'
  | 'scheduled'
  | 'ephemeral'
  /** Between a person and an app. */
  | 'command'
  | 'modal'
  | 'home'
  /** The title of a person. */
  | 'profile'
  /** What a person has read. */
  | 'mark';

/** A text that has an audience. */
export interface Secret {
  kind: SecretKind;
  channel?: string;
  /** The person who sees it, or who wrote it. */
  user?: string;
  team?: string;
  app?: string;
  /** When a scheduled message becomes a message of its channel, in ms since 1970. */
  dueMs?: number;
}

/** A secret, and who could see its channel since then. */
export interface Kept extends Secret {
  members: Set<string>;
  /** The apps that a person has shown the message to, by a message shortcut. */
  shownTo: Set<string>;
}

/** What the rules need to know of a world. */
export interface Knowledge {
  nowMs(): number;
  channel(id: string): Pick<SeenChannel, 'is_channel' | 'is_private' | 'teams'> | undefined;
  /** The workspaces whose people can know this person. */
  teamsKnowing(user: string): ReadonlySet<string>;
}

/** True if the observer, who is in the same world, may receive the secret. */
export function mayReceive(known: Knowledge, secret: Kept, observer: Observer): boolean {
  switch (secret.kind) {
    case 'message':
    case 'topic':
      return maySeeInChannel(known, secret, observer);
    case 'file':
      return isAuthor(secret, observer) || maySeeInChannel(known, secret, observer);
    case 'scheduled': {
      const isPosted = known.nowMs() >= (secret.dueMs ?? 0);
      const isOwnCall = observer.kind === 'call' && isAuthor(secret, observer);
      return isOwnCall || (isPosted && maySeeInChannel(known, secret, observer));
    }
    case 'ephemeral': {
      const isHere = known.channel(secret.channel ?? '')?.teams.includes(observer.team) ?? false;
      return observer.kind === 'tab' && observer.user === secret.user && isHere;
    }
    case 'command':
      return observer.kind === 'push' && observer.app === secret.app && observer.team === secret.team;
    case 'modal':
    case 'home':
      if (observer.team !== secret.team) return false;
      return observer.kind === 'tab' ? observer.user === secret.user : observer.app === secret.app;
    case 'profile':
      return known.teamsKnowing(secret.user ?? '').has(observer.team);
    case 'mark':
      return observer.kind !== 'push' && observer.user === secret.user;
  }
}

/** True if the observer may know that the private channel exists. */
export function mayKnowChannel(known: Knowledge, channel: Kept, observer: Observer): boolean {
  if (observer.kind === 'push' && !observer.bot) return channel.shownTo.has(observer.app);
  return maySeeInChannel(known, channel, observer);
}

function isAuthor({ user, team }: Kept, observer: Observer): boolean {
  return observer.kind !== 'push' && observer.user === user && observer.team === team;
}

function maySeeInChannel(known: Knowledge, secret: Kept, observer: Observer): boolean {
  const channel = known.channel(secret.channel ?? '');
  if (!channel) return false;
  if (observer.kind === 'push') {
    return observer.bot ? secret.members.has(observer.bot) : secret.shownTo.has(observer.app);
  }
  if (!channel.teams.includes(observer.team)) return false;
  if (secret.members.has(observer.user)) return true;
  const isPublic = channel.is_channel && !channel.is_private;
  return isPublic && !(observer.kind === 'call' && observer.onlyMembers);
}

/** All channels of a world, each once. */
export function channelsOf(local: LocalSlack): SeenChannel[] {
  const all = local.workspaces().flatMap((workspace) => workspace.channels());
  return [...new Map(all.map((channel) => [channel.id, channel])).values()];
}
