import type { Shape } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';

type Slot = Shape['slots'] extends ReadonlyMap<string, infer One> ? One : never;
type Field = NonNullable<Slot['any']>;

/** The deepest nesting of objects, and the most members of a nested object. */
const MOST_DEPTH = 4;
const MOST_MEMBERS = 6;

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', 'C012AB3CD', '1.000100', 'a,b', '&=+% \n', '"\\', 'é', '🙂', '[]', 'true', '0'),
);
const key = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 })
  .filter((name) => name !== '__proto__');
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.constant(undefined));
const json = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 2 }, scalar, tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 3 }),
  object: fc.dictionary(key, tie('any'), { maxKeys: 3 }),
}));

/** A member that the contract does not declare, or a JavaScript value that JSON does not have. */
const odd = fc.tuple(
  fc.oneof(key, fc.constantFrom('as_wished', 'toString', 'constructor', '0', '12', 'havoc_residue')),
  fc.oneof(
    json.any,
    fc.constantFrom<unknown>(
      new Date(0),
      Number.NaN,
      [undefined, () => 1, Number.NaN],
      '[{"type":"divider"}]',
      ['C1', 'C2'],
      { t: '\ud83d' },
    ),
  ),
);

const made = new Map<string, fc.Arbitrary<unknown>>();

/** Makes arguments that the contract declares, in any order, and some that it does not declare or types differently. */
export function argumentsOf(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  return objectOf(shape, 0) as fc.Arbitrary<Record<string, unknown>>;
}

function objectOf(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  const known = `${shape.name} ${[...shape.slots.keys()].join(' ')} ${depth}`;
  const found = made.get(known);
  if (found) return found;
  const members = [...shape.slots]
    .map(([name, slot]) => ({ name, fields: fieldsOf(slot).filter((field) => fits(field, depth)) }))
    .filter(({ fields }) => fields.length > 0);
  const most = depth === 0 ? members.length : Math.min(MOST_MEMBERS, members.length);
  const objects = fc
    .tuple(fc.shuffledSubarray(members, { maxLength: most }), fc.array(odd, { maxLength: 2 }), fc.nat())
    .chain(([chosen, others, place]) => {
      const entries = chosen.map(({ name, fields }): [string, fc.Arbitrary<unknown>] => [
        name,
        fc.oneof(
          { weight: 5, arbitrary: fc.oneof(...fields.map((field) => anyOf(field, depth))) },
          { weight: 1, arbitrary: json.any },
        ),
      ]);
      const added = others.map(([name, value]): [string, fc.Arbitrary<unknown>] => [
        name,
        fc.constant(value),
      ]);
      entries.splice(place % (entries.length + 1), 0, ...added);
      return fc.record(Object.fromEntries(entries));
    });
  made.set(known, objects);
  return objects;
}

function fieldsOf(slot: Slot): Field[] {
  return Object.values(slot).filter((field) => field !== undefined);
}

function fits({ of }: Field, depth: number): boolean {
  return of !== 'message' || depth < MOST_DEPTH;
}

function anyOf(field: Field, depth: number): fc.Arbitrary<unknown> {
  const one = oneOf(field, depth);
  if (field.many === 'list') return fc.array(one, { maxLength: 3 });
  if (field.many === 'map') return fc.dictionary(key, one, { maxKeys: 3 });
  return one;
}

function oneOf({ of, shape }: Field, depth: number): fc.Arbitrary<unknown> {
  switch (of) {
    case 'string':
      return text;
    case 'double':
      return number;
    case 'bool':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    case 'value':
      return json.any;
    case 'struct':
      return json.object;
    default:
      return messageOf(shape, depth);
  }
}

function messageOf(shape: Shape | undefined, depth: number): fc.Arbitrary<unknown> {
  if (shape === undefined) throw new Error('A field of messages has no shape.');
  if (shape.form === 'object') return objectOf(shape, depth + 1);
  const inner = shape.fields.find((field) => field !== undefined);
  if (inner === undefined || shape.form === 'oneof')
    throw new Error(`${shape.name} has a form that arguments cannot have.`);
  return anyOf(inner, depth + 1);
}
