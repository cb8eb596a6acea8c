import type { Json } from '../../src/base/index.js';
import type { Shape } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';

type Field = NonNullable<Shape['fields'][number]>;

/** JSON of a declared type (`clean`), and the same with undeclared members mixed in (`noisy`). */
export interface Made {
  clean: unknown;
  noisy: unknown;
}

const DEPTH = 4;
const text = fc.string({ unit: 'binary', maxLength: 8 });
const key = text.filter((name) => name !== '__proto__');
const number = fc.double({ noNaN: true });
/** Numbers that google.protobuf.Value can hold: it has no infinite ones. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** JSON without nulls, which untyped fields carry unchanged. */
const untyped: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    finite,
    fc.boolean(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const untypedObject = fc.dictionary(key, untyped, { maxKeys: 3 });

const bothWays = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Made> =>
  values.map((value) => ({ clean: value, noisy: value }));

/** Generates JSON for a shape. `noise` mixes in undeclared keys, nulls and values of other types. */
export function madeOf(shape: Shape, noise: boolean, depth = 0): fc.Arbitrary<Made> {
  if (shape.form === 'oneof') return oneOf(shape, noise, depth);
  const ways = [...shape.slots.values()].map((slot) =>
    Object.values(slot).filter((field): field is Field => field !== undefined),
  );
  const free = ways.filter((fields) => fields.some((field) => isReachable(field, depth)));
  return fc
    .tuple(
      some(free, depth === 0 ? 8 : 3),
      some(ways, noise ? 2 : 0),
      noise ? fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }) : fc.constant({}),
    )
    .chain(([taken, spoiled, undeclared]) => {
      const fields = taken.map((each) => fc.constantFrom(...each.filter((f) => isReachable(f, depth))));
      const parts = fc.tuple(...fields.map((field) => field.chain((one) => part(one, noise, depth))));
      const keys = new Set(taken.map(([field]) => field?.key));
      const wrong = spoiled.filter(([field]) => field !== undefined && !keys.has(field.key));
      return fc.tuple(parts, fc.tuple(...wrong.map(spoiling))).map(([entries, spoilt]) => {
        const clean = Object.fromEntries(entries.map(([name, made]) => [name, made.clean]));
        const other = Object.entries(undeclared).filter(
          ([name]) => !shape.slots.has(name) && name !== '__proto__',
        );
        const noisy = Object.fromEntries([
          ...other,
          ...entries.map(([name, made]): [string, unknown] => [name, made.noisy]),
          ...spoilt,
        ]);
        return { clean, noisy };
      });
    });
}

function some<T>(of: T[], most: number): fc.Arbitrary<T[]> {
  return fc.subarray(of, { maxLength: Math.min(most, of.length) });
}

function isReachable({ of }: Field, depth: number): boolean {
  return of !== 'message' || depth < DEPTH;
}

function oneOf(shape: Shape, noise: boolean, depth: number): fc.Arbitrary<Made> {
  const arms = shape.fields.filter((field) => field !== undefined && field.key !== 'unknown') as Field[];
  const typed = fc.constantFrom(...arms).chain((arm) =>
    (arm.shape ? madeOf(arm.shape, noise, depth + 1) : fc.constant({ clean: {}, noisy: {} })).map(
      ({ clean, noisy }) => ({
        clean: { ...(clean as Json), type: arm.key },
        noisy: { ...(noisy as Json), type: arm.key },
      }),
    ),
  );
  const unknown = untypedObject.map((json) => ({ ...json, type: 'nobody_declared_this' }));
  return fc.oneof({ weight: 9, arbitrary: typed }, { weight: 1, arbitrary: bothWays(unknown) });
}

function part(field: Field, noise: boolean, depth: number): fc.Arbitrary<[string, Made]> {
  return many(field, noise, depth).map((made) => [field.key, made]);
}

function many(field: Field, noise: boolean, depth: number): fc.Arbitrary<Made> {
  const one = oneValue(field, noise, depth);
  if (field.many === 'one') return one;
  if (field.many === 'list') {
    const nulls = noise ? fc.array(fc.constant(null), { maxLength: 1 }) : fc.constant([]);
    return fc.tuple(fc.array(one, { minLength: 1, maxLength: 3 }), nulls).map(([items, none]) => ({
      clean: items.map(({ clean }) => clean),
      noisy: [...none, ...items.map(({ noisy }) => noisy)],
    }));
  }
  return fc.dictionary(key, one, { minKeys: 1, maxKeys: 3 }).map((entries) => ({
    clean: mapValues(entries, ({ clean }) => clean),
    noisy: mapValues(entries, ({ noisy }) => noisy),
  }));
}

function mapValues(entries: Record<string, Made>, pick: (made: Made) => unknown): Json {
  return Object.fromEntries(Object.entries(entries).map(([name, made]) => [name, pick(made)]));
}

function oneValue({ of, shape }: Field, noise: boolean, depth: number): fc.Arbitrary<Made> {
  switch (of) {
    case 'string':
      return bothWays(text);
    case 'double':
      return bothWays(number);
    case 'bool':
      return bothWays(fc.boolean());
    case 'bytes':
      return bothWays(fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)));
    case 'struct':
      return bothWays(untypedObject);
    case 'value':
      return bothWays(untyped);
    case 'message': {
      if (!shape) throw new Error('The field is a message but has no shape');
      const [inner] = shape.fields.filter((field) => field !== undefined);
      const isWrapped = shape.form === 'list' || shape.form === 'map';
      return isWrapped && inner ? many(inner, noise, depth + 1) : madeOf(shape, noise, depth + 1);
    }
  }
}

/** Generates a declared key with null or with a value of an undeclared type. */
function spoiling(fields: Field[]): fc.Arbitrary<[string, unknown]> {
  const [first] = fields;
  const kinds = new Set(fields.map(({ many, of }) => (many === 'one' ? of : many)));
  const wrong: fc.Arbitrary<unknown>[] = [fc.constant(null)];
  const open = kinds.has('value');
  if (!open && !kinds.has('string')) wrong.push(text);
  if (!open && !kinds.has('double')) wrong.push(number);
  if (!open && !kinds.has('bool')) wrong.push(fc.boolean());
  if (!open && !kinds.has('list')) wrong.push(fc.array(number, { minLength: 1, maxLength: 2 }));
  return fc.oneof(...wrong).map((value) => [first?.key ?? '', value]);
}
