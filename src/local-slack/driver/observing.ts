import type { Push } from '../apps/push.js';
import type { Journal } from '../journal/journal.js';
import type { View } from '../model.js';
import type { PlacedMessage } from '../protocol.js';
import { keyOf } from '../store/collection.js';
import type { Call } from '../web-api/dispatch.js';
import { withParent } from '../workspaces/find.js';
import { channels, ephemerals, messages, placements, teams, views } from '../world/collections.js';
import { anything, describeMatch, type Match, matches } from './match.js';
import { channelNamed, personNamed, type Seen, seenModals } from './seen.js';
import { type Waiting, waitUntil } from './wait-until.js';

/** A message with its channel's name and its most used fields, so that tests can match on them. */
export interface SeenMessage extends PlacedMessage {
  ts: string;
  text: string;
  user?: string;
  bot_id?: string;
  thread_ts?: string;
  /** As in `#general`; the id for a direct message. */
  channel_name: string;
}

/** Lets a test read what happened in the local Slack, and wait for what will happen. */
export interface Observing {
  /** All messages of a channel (by name or id), or of every channel. Includes replies. Oldest first. */
  messages(channel?: string): SeenMessage[];
  /** The ephemeral messages for this person, oldest first. */
  ephemerals(person: string): SeenMessage[];
  /** The calls of a method, or all calls, oldest first. The method of a post to a response_url is `response_url`. */
  calls(method?: string): Call[];
  /** The pushes to the app, oldest first, each with its attempts and the app's answers. */
  pushes(match?: Match<Push>): Push[];
  /** Resolves with the newest message that matches, as soon as there is one. Ephemeral messages count, too. */
  waitForMessage(match: Match<SeenMessage>, waiting?: Waiting): Promise<SeenMessage>;
  /** Resolves with the person's topmost modal as soon as it matches. */
  waitForView(person: string, match?: Match<View>, waiting?: Waiting): Promise<View>;
  /** Resolves when the person has no open modal. */
  waitForNoView(person: string, waiting?: Waiting): Promise<void>;
  /** Resolves with the person's App Home as soon as it matches. */
  waitForHome(person: string, match?: Match<View>, waiting?: Waiting): Promise<View>;
  waitForCall(method: string, match?: Match<Call>, waiting?: Waiting): Promise<Call>;
  waitForPush(match: Match<Push>, waiting?: Waiting): Promise<Push>;
}

/** The calls and pushes of the whole world, or those of one workspace. */
export interface Journals {
  calls: Pick<Journal<Call>, 'entries' | 'onChange'>;
  pushes: Pick<Journal<Push>, 'entries' | 'onChange'>;
}

export function createObserving(seen: Seen, { calls, pushes }: Journals): Observing {
  const { now, team } = seen;
  const toSeenHere = (placed: PlacedMessage): SeenMessage => toSeen(seen, placed);
  const inChannel = (id: string) => now.list(messages, 'channel', id).map(toSeenHere);
  const all = () => {
    const ids = new Set(now.list(placements, 'team', team).map(({ channel }) => channel));
    const whispers = now.all(ephemerals).filter(({ channel }) => ids.has(channel));
    return [...[...ids].flatMap(inChannel), ...whispers.map(toSeenHere)].sort(byTs);
  };
  const { onChange } = seen.world.log;
  const modalsOf = (id: string) => seenModals(seen, id);
  const calledWith = (method?: string) => calls.entries().filter((one) => !method || one.method === method);

  return {
    messages: (channel) =>
      channel ? inChannel(channelNamed(seen, channel).id) : all().filter((one) => !one.ephemeral_to),
    ephemerals: (person) => {
      const { id } = personNamed(seen, person);
      return all().filter((one) => one.ephemeral_to === id);
    },
    calls: calledWith,
    pushes: (match) => pushes.entries().filter((one) => !match || matches(one, match)),
    waitForMessage: (match, waiting) => {
      const find = () => all().findLast((one) => matches(one, match));
      const what = `message ${describeMatch(match)}`;
      return waitUntil({ find, onChange, what, seen: () => lines(all(), describeMessage) }, waiting);
    },
    waitForView: (person, match = anything, waiting) => {
      const { id } = personNamed(seen, person);
      const find = () => topMatching(modalsOf(id), match);
      const what = `modal of ${person} ${describeMatch(match)}`;
      return waitUntil({ find, onChange, what, seen: () => lines(modalsOf(id), describeView) }, waiting);
    },
    waitForNoView: async (person, waiting) => {
      const { id } = personNamed(seen, person);
      const find = () => (modalsOf(id).length === 0 ? true : undefined);
      const what = `closing of all modals of ${person}`;
      await waitUntil({ find, onChange, what, seen: () => lines(modalsOf(id), describeView) }, waiting);
    },
    waitForHome: (person, match = anything, waiting) => {
      const { id } = personNamed(seen, person);
      // An App Home of an org-wide app belongs to the organisation.
      const owners = new Set([team, now.find(teams, team)?.enterprise_id ?? team]);
      const homesIn = (owner: string) => now.list(views, 'homes', keyOf(owner, id));
      const homes = () => [...owners].flatMap(homesIn).map(({ view }) => view);
      const find = () => homes().findLast((one) => matches(one, match));
      const what = `App Home of ${person} ${describeMatch(match)}`;
      return waitUntil({ find, onChange, what, seen: () => lines(homes(), describeView) }, waiting);
    },
    waitForCall: (method, match = anything, waiting) => {
      const find = () => calledWith(method).findLast((one) => matches(one, match));
      const what = `call of ${method} ${describeMatch(match)}`;
      return waitUntil(
        { find, onChange: calls.onChange, what, seen: () => lines(calls.entries(), describeCall) },
        waiting,
      );
    },
    waitForPush: (match, waiting) => {
      const find = () => pushes.entries().findLast((one) => matches(one, match));
      const what = `push ${describeMatch(match)}`;
      return waitUntil(
        { find, onChange: pushes.onChange, what, seen: () => lines(pushes.entries(), describePush) },
        waiting,
      );
    },
  };
}

/** Adds the fields that tests match on. */
export function toSeen({ now }: Seen, placed: PlacedMessage): SeenMessage {
  const { channel } = placed;
  const { root } = placed.message;
  const message = withParent(placed.message, root && now.find(messages, keyOf(channel, root.ts)));
  const { ts, text, user, bot_id, thread_ts } = message;
  const name = now.find(channels, channel)?.name;
  return { ...placed, message, ts, text, user, bot_id, thread_ts, channel_name: name ? `#${name}` : channel };
}

function byTs(a: { ts: string }, b: { ts: string }): number {
  return a.ts < b.ts ? -1 : 1;
}

function topMatching(views: readonly View[], match: Match<View>): View | undefined {
  const top = views.at(-1);
  return top && matches(top, match) ? top : undefined;
}

function lines<T>(all: readonly T[], describe: (one: T) => string): string {
  return all
    .slice(-10)
    .map((one) => `  ${describe(one)}`)
    .join('\n');
}

function describeMessage({ channel_name, ts, user, text, message, ephemeral_to }: SeenMessage): string {
  const only = ephemeral_to ? ` (only for ${ephemeral_to})` : '';
  return `${channel_name} ${ts} ${message.bot_id ?? user ?? '?'}${only}: ${JSON.stringify(text.slice(0, 200))}`;
}

function describeView({ id, type, callback_id, title }: View): string {
  return `${type} ${id} callback_id=${JSON.stringify(callback_id)} ${JSON.stringify(title?.text ?? '')}`;
}

function describeCall({ method, args, status, answer }: Call): string {
  const outcome = answer.ok === true ? 'ok' : String(answer.error ?? answer.text ?? '');
  return `${method} ${JSON.stringify(args).slice(0, 200)} → ${status} ${outcome}`;
}

function describePush({ kind, name, door, outcome, attempts, problem }: Push): string {
  const tries = attempts.map(({ status, failure }) => failure ?? status ?? 'acknowledged').join(', ');
  return `${name === kind ? kind : `${kind} ${name}`} by ${door} ${outcome} [${tries}]${problem ? ` ${problem}` : ''}`;
}
