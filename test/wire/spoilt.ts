import { type Json, jsonText } from '../../src/base/index.js';
import fc from '../support/fast-check.js';
import { poisonsOf } from './poison.js';

/** Keys that programs often handle wrongly. */
const oddKey = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    '0',
    '7',
    '-1',
    '4294967295',
    '\ud800',
    'a\udc00',
    'havoc_residue',
    'type',
    'text',
    'unknown',
    'é',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '\ud83d', 'Hello \ud83d', '\udc00\ud800', '🙂', '\u0000'),
);
const scalar = fc.oneof(text, fc.double({ noNaN: true }), fc.integer(), fc.boolean(), fc.constant(null));
/** Any JSON, as JSON.parse returns it. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown; list: unknown; object: unknown }>(
  (tie) => ({
    any: fc.oneof({ maxDepth: 3 }, scalar, tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 3 }),
    object: fc.array(fc.tuple(oddKey, tie('any')), { maxLength: 3 }).map(objectOf),
  }),
).any;

/** Spoils JSON in up to five places at any depth: other values, other order, and undeclared keys and items. */
export function spoiltFrom(clean: unknown): fc.Arbitrary<Json> {
  const spoiling = fc.record({
    place: fc.nat(),
    at: fc.nat(),
    how: fc.constantFrom<'replace' | 'add' | 'addKnown' | 'reverse'>('replace', 'add', 'addKnown', 'reverse'),
    key: oddKey,
    value: fc.oneof(anyJson, fc.constantFrom(...poisonsOf(150))),
  });
  return fc.array(spoiling, { minLength: 1, maxLength: 5 }).map((spoilings) => {
    const root = copyOf(clean) as Json;
    for (const { place, at, how, key, value } of spoilings) {
      const holders = holdersIn(root);
      const holder = holders[place % holders.length];
      if (holder) spoil(holder, { at, how, key, value: JSON.parse(jsonText(value)) });
    }
    return root;
  });
}

interface Spoiling {
  at: number;
  how: 'replace' | 'add' | 'addKnown' | 'reverse';
  key: string;
  value: unknown;
}

function spoil(holder: Json | unknown[], { at, how, key, value }: Spoiling): void {
  if (Array.isArray(holder)) {
    if (how === 'reverse') holder.reverse();
    else if (how === 'replace' && holder.length > 0) holder[at % holder.length] = value;
    else holder.splice(at % (holder.length + 1), 0, value);
    return;
  }
  const entries = Object.entries(holder);
  const place = at % (entries.length + 1);
  const [known] = entries[at % Math.max(1, entries.length)] ?? [key];
  if (how === 'reverse') entries.reverse();
  else if (how === 'replace' && entries.length > 0) entries[at % entries.length] = [known, value];
  else entries.splice(place, 0, [how === 'add' ? key : `${known}_new`, value]);
  for (const one of Object.keys(holder)) delete holder[one];
  for (const [one, member] of entries) define(holder, one, member);
}

/** Returns all objects and lists in the value, including the value itself. Stops after 500. */
function holdersIn(value: unknown): (Json | unknown[])[] {
  const found: (Json | unknown[])[] = [];
  const waiting = [value];
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null || next instanceof Uint8Array) continue;
    found.push(next as Json | unknown[]);
    if (found.length > 500) return found;
    waiting.push(...Object.values(next));
  }
  return found;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return objectOf(Object.entries(value).map(([key, member]) => [key, copyOf(member)]));
}

function objectOf(entries: [string, unknown][]): Json {
  const object: Json = {};
  for (const [key, value] of entries) define(object, key, value);
  return object;
}

/** Sets an own property, even if the key is `__proto__`, as JSON.parse does. */
function define(object: Json, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
