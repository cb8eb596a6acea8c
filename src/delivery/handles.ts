import { HavocError, type Json } from '../base/index.js';
import type { Handles, Match } from '../fleet/index.js';
import { declaredKinds, findProperty, rowOf, subjectsOf } from '../slack/index.js';
import { compilePattern } from './pattern/compile-pattern.js';

/** The properties of a payload that declarations can match. */
export interface Facts {
  kind: string;
  /**
   * One for each thing in the payload that a listener can name: one for each block action, otherwise a single
   * one.
   */
  items: Readonly<Record<string, string | undefined>>[];
}

const PROPERTIES = [...new Set(declaredKinds.flatMap(([, { properties }]) => properties))];

/** Reads the facts of a payload. */
export function factsOf(kind: string, body: Json): Facts {
  const { properties } = rowOf(kind);
  const items = subjectsOf(kind, body).map((subject) =>
    Object.fromEntries(properties.map((one) => [one, findProperty(one, { kind, body }, subject)])),
  );
  return { kind, items };
}

/**
 * Compiles a subscriber's declarations once.
 *
 * @throws HavocError (invalid_argument) `delivery.bad_handles` that names the invalid declaration
 */
export function compileHandles(handles: readonly Handles[]): (facts: Facts) => boolean {
  const declarations = handles.map(({ kind, matches = [] }) => {
    if (!kind)
      throw bad(
        'A declaration has no kind. Set kind to the kind of payload that the app handles, or to * for all kinds.',
      );
    return { kind, tests: matches.map(compileMatch) };
  });
  return (facts) =>
    declarations.some(
      ({ kind, tests }) =>
        (kind === '*' || kind === facts.kind) &&
        (tests.length === 0 || facts.items.some((item) => tests.every((test) => test(item)))),
    );
}

function compileMatch({ property, equals, pattern }: Match): (item: Facts['items'][number]) => boolean {
  if (!property || !PROPERTIES.some((known) => known === property)) {
    throw bad(`A match has the unknown property '${property ?? ''}'. Use one of ${PROPERTIES.join(', ')}.`);
  }
  if (equals !== undefined) return (item) => item[property] === equals;
  if (!pattern) throw bad(`The match on ${property} has neither equals nor pattern. Set one of the two.`);
  const fits = compilePattern(pattern.source ?? '', pattern.flags ?? '');
  return (item) => fits(item[property] ?? '');
}

function bad(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'delivery.bad_handles', message });
}
