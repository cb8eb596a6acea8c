import type { Json } from '../../src/base/index.js';
import fc from '../support/fast-check.js';

function nested(deep: number, open: string, close: string): unknown {
  return JSON.parse(`${open.repeat(deep)}1${close.repeat(deep)}`);
}

/** Returns undeclared and odd values, as JSON.parse returns them. Some are nested `deep` levels deep. */
export const poisonsOf = (deep: number): unknown[] => [
  null,
  true,
  0,
  -0,
  2 ** 53 + 1,
  JSON.parse('1e400'),
  JSON.parse('-1e400'),
  '',
  'NaN',
  '\ud800',
  'a\udc00b',
  '\u0000',
  [],
  {},
  [null],
  [[[]]],
  [1, 'a', true, null, {}],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":"x","\ud800":1,"":2}'),
  nested(deep, '[', ']'),
  nested(deep, '{"a":', '}'),
  nested(deep, '{"elements":[', ']}'),
  nested(deep, '{"message":', '}'),
];

export const POISONS = poisonsOf(300);

/** JSON in which one member has an odd value. */
export interface Poisoned {
  json: Json;
  /** The keys and indexes that lead to the member. */
  path: (string | number)[];
}

/** Replaces the value of one member, at any depth, by one of the poisons. */
export function poisonedFrom(clean: Json): fc.Arbitrary<Poisoned> {
  const places = placesIn(clean, []);
  const place = fc.constantFrom(...(places.length > 0 ? places : [['nobody_declared_this']]));
  return fc.tuple(place, fc.constantFrom(...POISONS)).map(([path, poison]) => {
    const json = structuredClone(clean);
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Json)[key], json);
    (holder as Json)[path.at(-1) ?? ''] = poison;
    return { json, path };
  });
}

/** Returns the paths to all members except `type`, which decides what the other members are. */
function placesIn(value: unknown, path: (string | number)[]): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...path, key];
    return key === 'type' ? placesIn(member, here) : [here, ...placesIn(member, here)];
  });
}

/** Returns the value without the member at `path`, and without empty objects and lists. */
export function without(value: unknown, path: (string | number)[]): unknown {
  const [first, ...rest] = path;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => without(item, index === first ? rest : []));
    return items.some((item) => item !== undefined) ? items : undefined;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const kept = Object.entries(value)
    .filter(([key]) => !(key === first && rest.length === 0))
    .map(([key, member]) => [key, without(member, key === first ? rest : [])])
    .filter(([, member]) => member !== undefined);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
