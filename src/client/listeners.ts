import type { Json } from '../base/index.js';
import type { Handles, Match } from '../gen/havoc/v1/events.js';
import { findProperty, type Property } from '../slack/kinds/index.js';
import type { Kind, Payload } from './kinds.js';
import { matchText, type Pattern, stateless } from './pattern.js';

/** One kind of payload that a listener wants, and the conditions on it. */
export interface Want {
  kind: Kind;
  where?: Partial<Record<Property, Pattern>>;
  /** Part of a message's text. Only the client checks it: the sidecar sends every message. */
  text?: Pattern;
}

export interface Listener<Handler> {
  wants: Want[];
  chain: Handler[];
}

/** A listener that matches a payload, with the subject that it matches. */
export interface Found<Handler> {
  listener: Listener<Handler>;
  subject: Json;
  matches: Matches;
}

/** The matches of a listener's regular expressions, under Bolt's names. */
export interface Matches {
  /** The match in an event's type, a command's name or a message's text. */
  matches?: RegExpMatchArray;
  actionIdMatches?: RegExpMatchArray;
  blockIdMatches?: RegExpMatchArray;
  callbackIdMatches?: RegExpMatchArray;
}

const nameOf: Partial<Record<Property, keyof Matches>> = {
  action_id: 'actionIdMatches',
  block_id: 'blockIdMatches',
  callback_id: 'callbackIdMatches',
};

/** Finds the listeners that match a payload, in the order added, each with the first subject that it matches. */
export function findListeners<Handler>(
  listeners: readonly Listener<Handler>[],
  payload: Payload,
): Found<Handler>[] {
  return listeners.flatMap((listener) => {
    for (const subject of payload.subjects) {
      for (const want of listener.wants) {
        const matches = fits(want, payload, subject);
        if (matches) return [{ listener, subject, matches }];
      }
    }
    return [];
  });
}

function fits({ kind, where = {}, text }: Want, payload: Payload, subject: Json): Matches | undefined {
  if (kind !== payload.kind) return undefined;
  const matches: Matches = {};
  for (const [property, pattern] of entriesOf(where)) {
    const found = matchText(pattern, findProperty(property, payload, subject) ?? '');
    if (found === undefined) return undefined;
    if (pattern instanceof RegExp) matches[nameOf[property] ?? 'matches'] = found;
  }
  if (text === undefined) return matches;
  return fitsText(text, subject.text, matches);
}

function fitsText(pattern: Pattern, text: unknown, matches: Matches): Matches | undefined {
  if (typeof text !== 'string') return undefined;
  if (typeof pattern === 'string') return text.includes(pattern) ? matches : undefined;
  const found = matchText(pattern, text);
  return found && { ...matches, matches: found };
}

/** The declaration for the sidecar, with each distinct want once. */
export function declare(listeners: readonly Pick<Listener<unknown>, 'wants'>[]): Handles[] {
  const declared = new Map<string, Handles>();
  for (const { kind, where = {} } of listeners.flatMap(({ wants }) => wants)) {
    const handles = {
      kind,
      matches: entriesOf(where).map(([property, pattern]) => toMatch(property, pattern)),
    };
    declared.set(JSON.stringify(handles), handles);
  }
  return [...declared.values()];
}

function toMatch(property: Property, pattern: Pattern): Match {
  if (typeof pattern === 'string') return { property, equals: pattern };
  const { source, flags } = stateless(pattern);
  return { property, pattern: { source, flags } };
}

function entriesOf(where: NonNullable<Want['where']>): [Property, Pattern][] {
  return (Object.entries(where) as [Property, Pattern | undefined][]).flatMap(([property, pattern]) =>
    pattern === undefined ? [] : [[property, pattern] as [Property, Pattern]],
  );
}
