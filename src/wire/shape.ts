/** Whether a field holds one value, a list or a dictionary. */
export type Many = 'one' | 'list' | 'map';

/** The type of a field's values. `value` is any JSON, and `struct` is any JSON object. */
export type Of = 'string' | 'double' | 'bool' | 'bytes' | 'value' | 'struct' | 'message';

/** One field of a message, and the kind of JSON value that it holds. */
export interface Field {
  /** The field number in the contract. */
  number: number;
  /** The key in Slack's JSON. */
  key: string;
  many: Many;
  of: Of;
  /** The shape of the values, if `of` is `message`. */
  shape: Shape | undefined;
}

/** The fields of one JSON key, by the kind of JSON value that each one holds. */
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
 * Describes the fields of one message. An `object` is a JSON object. The other forms express JSON that protobuf has no
 * type for: `list` and `map` wrap a list or dictionary inside another, and `oneof` has an arm for each `type`.
 */
export interface Shape {
  readonly name: string;
  readonly form: 'object' | 'oneof' | 'list' | 'map';
  /** The fields by JSON key. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** The fields by number. */
  readonly fields: readonly (Field | undefined)[];
}

/** The shapes of a proto package, by message name. */
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
 * Makes the shapes of a package from their table. A message is written as `s id=1 name=3;n count=2;[mtypes.Block
 * blocks=4`. Each group has a code and the keys of that type with their numbers. `[` is a list, `{` a dictionary,
 * and `m` with a name a message. Each entry is parsed when it is first used.
 *
 * @param imports the shapes of other packages, by their prefix in the table
 */
export function defineShapes(
  table: Record<string, string | [string, ShapeOptions]>,
  imports: Record<string, Shapes>,
): Shapes {
  const shapes: Record<string, Shape> = {};

  function find(name: string): Shape {
    const [prefix, inner] = name.split('.');
    const shape = inner === undefined ? shapes[name] : imports[prefix ?? '']?.[inner];
    if (!shape) throw new Error(`There is no shape ${name}. Run npm run generate.`);
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
