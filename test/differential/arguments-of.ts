import type { Shape } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';

type Slot = Shape['slots'] extends ReadonlyMap<string, infer One> ? One : never;
type Field = NonNullable<Slot['any']>;

/** How deep objects stand within one another, and how many members each has at most. */
const MOST_DEPTH = 4;
const MOST_MEMBERS = 6;

/** Text that UTF-8 can say: half a surrogate is none. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', 'C012AB3CD', '1.000100', 'a,b', '&=+% \n', '"\\', 'é', '🙂', '[]', 'true', '0'),
);
const key = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 })
  .filter((name) => name !== '__proto__');
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const scalar = fc.oneof(text, number, fc.boolean());
const json = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 2 }, scalar, tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 3 }),
  object: fc.dictionary(key, tie('any'), { maxKeys: 3 }),
}));

const made = new Map<string, fc.Arbitrary<unknown>>();

/**
 * Arguments as the contract declares them, of every type that it has for them. What protobuf cannot say is left
 * out: null, and lists and dictionaries within others that are empty although Slack does not always have them.
 */
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
  const always = members.filter(({ fields }) => fields.some(({ isRequired }) => isRequired));
  const others = members.filter((member) => !always.includes(member));
  const most = depth === 0 ? others.length : Math.min(MOST_MEMBERS, others.length);
  const objects = fc
    .subarray(others, { maxLength: most })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(
          [...always, ...chosen].map(({ name, fields }) => [
            name,
            fc.oneof(...fields.map((field) => anyOf(field, depth))),
          ]),
        ),
      ),
    );
  made.set(known, objects);
  return objects;
}

function fieldsOf(slot: Slot): Field[] {
  return Object.values(slot).filter((field) => field !== undefined);
}

function fits({ of, many, isRequired }: Field, depth: number): boolean {
  return of !== 'message' || depth < MOST_DEPTH || (isRequired && many !== 'one');
}

function anyOf(field: Field, depth: number): fc.Arbitrary<unknown> {
  // At the top, a list that is empty on purpose travels too, and one that is always there is at any depth.
  const least = field.isRequired || (depth === 0 && field.many === 'list') ? 0 : 1;
  const isDeepest = field.of === 'message' && depth >= MOST_DEPTH;
  if (isDeepest) return fc.constant(field.many === 'list' ? [] : {});
  const one = oneOf(field, depth);
  if (field.many === 'list') return fc.array(one, { minLength: least, maxLength: 3 });
  if (field.many === 'map') return fc.dictionary(key, one, { minKeys: least, maxKeys: 3 });
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
    throw new Error(`${shape.name} is of no form for arguments.`);
  return anyOf(inner, depth + 1);
}
