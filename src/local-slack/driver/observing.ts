import type { Journal } from '../journal.js';
import type { Message, View } from '../model.js';
import type { PlacedMessage } from '../protocol.js';
import type { Push } from '../push/push.js';
import { modalsOf } from '../state/views.js';
import type { Workspace } from '../state/workspace.js';
import type { Call } from '../web-api/dispatch.js';
import { anything, describeMatch, type Match, matches } from './match.js';
import { channelNamed, personNamed } from './named.js';
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

export function createObserving(
  workspace: Workspace,
  calls: Journal<Call>,
  pushes: Journal<Push>,
): Observing {
  const seen = (placed: PlacedMessage): SeenMessage => toSeen(workspace, placed);
  const inChannel = (id: string) =>
    (workspace.messages.get(id) ?? []).map((message) => seen({ channel: id, message }));
  const all = () =>
    [...[...workspace.messages.keys()].flatMap(inChannel), ...workspace.ephemerals.map(seen)].sort(byTs);
  const { onChange } = workspace;
  const calledWith = (method?: string) => calls.entries().filter((one) => !method || one.method === method);

  return {
    messages: (channel) =>
      channel ? inChannel(channelNamed(workspace, channel).id) : all().filter((one) => !one.ephemeral_to),
    ephemerals: (person) => {
      const { id } = personNamed(workspace, person);
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
      const { id } = personNamed(workspace, person);
      const find = () => topMatching(modalsOf(workspace, id), match);
      const what = `modal of ${person} ${describeMatch(match)}`;
      return waitUntil(
        { find, onChange, what, seen: () => lines(modalsOf(workspace, id), describeView) },
        waiting,
      );
    },
    waitForNoView: async (person, waiting) => {
      const { id } = personNamed(workspace, person);
      const find = () => (modalsOf(workspace, id).length === 0 ? true : undefined);
      const what = `closing of all modals of ${person}`;
      await waitUntil(
        { find, onChange, what, seen: () => lines(modalsOf(workspace, id), describeView) },
        waiting,
      );
    },
    waitForHome: (person, match = anything, waiting) => {
      const { id } = personNamed(workspace, person);
      const homes = () => [workspace.homes.get(id)].filter((one) => one !== undefined);
      const find = () => topMatching(homes(), match);
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
export function toSeen(workspace: Workspace, placed: PlacedMessage): SeenMessage {
  const { ts, text, user, bot_id, thread_ts }: Message = placed.message;
  const name = workspace.channels.get(placed.channel)?.name;
  return { ...placed, ts, text, user, bot_id, thread_ts, channel_name: name ? `#${name}` : placed.channel };
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
