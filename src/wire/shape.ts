/** A list, a dictionary or one of something. */
export type Many = 'one' | 'list' | 'map';

/** What a field holds: untyped JSON is a `value`, an untyped JSON object a `struct`. */
export type Of = 'string' | 'double' | 'bool' | 'bytes' | 'value' | 'struct' | 'message';

/** One field of a message, and the kind of JSON value that it is for. */
export interface Field {
  /** In the contract. */
  number: number;
  /** In Slack's JSON. */
  key: string;
  many: Many;
  of: Of;
  /** Of a message. */
  shape: Shape | undefined;
}

/** The fields that a JSON key has, by the kind of JSON value that stands there. */
export interface Slot {
  any: Field | undefined;
  object: Field | undefined;
  list: Field | undefined;
  string: Field | undefined;
  number: Field | undefined;
  boolean: Field | undefined;
  bytes: Field | undefined;
}

/**
 * How one message's fields travel. An object is told apart from what stands in for JSON that protobuf cannot
 * say: `list` and `map` wrap what is nested in a list or dictionary, `oneof` has an arm for each `type`.
 */
export interface Shape {
  readonly name: string;
  readonly form: 'object' | 'oneof' | 'list' | 'map';
  /** By JSON key. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** By number. */
  readonly fields: readonly (Field | undefined)[];
}

/** The shapes of a proto package, by name of the message. */
export type Shapes = Readonly<Record<string, Shape>>;

export interface ShapeOptions {
  form?: Shape['form'];
}

const CODES: Record<string, Of> = {
  s: 'string',
  n: 'double',
  b: 'bool',
  y: 'bytes',
  v: 'value',
  t: 'struct',
  m: 'message',
};
const MANY: Record<string, Many> = { '[': 'list', '{': 'map' };

/**
 * Makes a package's shapes from their table. A message is written as `s id=1 name=3;n count=2;[mtypes.Block
 * blocks=4`: groups of a code, and the keys it is for with their numbers. `[` is a list, `{` a dictionary, `m`
 * with a name a message. Each entry is read when it is first used.
 *
 * @param imports the shapes of other packages, by the prefix they have in the table
 */
export function defineShapes(
  table: Record<string, string | [string, ShapeOptions]>,
  imports: Record<string, Shapes>,
): Shapes {
  const shapes: Record<string, Shape> = {};

  function find(name: string): Shape {
    const [prefix, inner] = name.split('.');
    const shape = inner === undefined ? shapes[name] : imports[prefix ?? '']?.[inner];
    if (!shape) throw new Error(`There is no shape ${name}: run npm run generate.`);
    return shape;
  }

  for (const [name, entry] of Object.entries(table)) {
    const [text, options = {}] = typeof entry === 'string' ? [entry] : entry;
    shapes[name] = lazyShape(name, options, () => parseFields(text, find));
  }
  return shapes;
}

function lazyShape(name: string, options: ShapeOptions, parse: () => Field[]): Shape {
  let read: Pick<Shape, 'slots' | 'fields'> | undefined;
  const parts = () => {
    read ??= partsOf(parse());
    return read;
  };
  return {
    name,
    form: options.form ?? 'object',
    get slots() {
      return parts().slots;
    },
    get fields() {
      return parts().fields;
    },
  };
}

function partsOf(all: Field[]): Pick<Shape, 'slots' | 'fields'> {
  const highest = Math.max(0, ...all.map(({ number }) => number));
  const fields: (Field | undefined)[] = new Array(highest + 1).fill(undefined);
  for (const field of all) fields[field.number] = field;
  return { slots: slotsOf(all), fields };
}

function parseFields(text: string, find: (name: string) => Shape): Field[] {
  return text.split(';').flatMap((group) => {
    const [code = '', ...keys] = group.split(' ');
    const many = MANY[code.charAt(0)] ?? 'one';
    const rest = many === 'one' ? code : code.slice(1);
    const of = CODES[rest.charAt(0)] ?? 'value';
    const shape = of === 'message' ? find(rest.slice(1)) : undefined;
    return keys.map((both): Field => {
      const [key = '', number] = both.split('=');
      return { number: Number(number), key, many, of, shape };
    });
  });
}

function slotsOf(fields: Iterable<Field>): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const field of fields) {
    let slot = slots.get(field.key);
    if (!slot) {
      slot = {
        any: undefined,
        object: undefined,
        list: undefined,
        string: undefined,
        number: undefined,
        boolean: undefined,
        bytes: undefined,
      };
      slots.set(field.key, slot);
    }
    slot[kindOf(field)] = field;
  }
  return slots;
}

const KINDS = {
  string: 'string',
  double: 'number',
  bool: 'boolean',
  bytes: 'bytes',
  value: 'any',
  struct: 'object',
  message: 'object',
} as const;

function kindOf({ many, of }: Field): keyof Slot {
  if (many === 'list') return 'list';
  if (many === 'map') return 'object';
  return KINDS[of];
}
