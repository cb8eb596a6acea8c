import { pascal } from './declared.js';
import { groupBy } from './group-by.js';
import { type Declared, kindsOf, mergeFields, type Sum } from './sum.js';

export type Scalar = 'string' | 'double' | 'bool' | 'bytes' | 'value' | 'struct';

/** One field of a message. A JSON key has a field for each kind of JSON value that it accepts. */
export interface Field {
  key: string;
  kind: string;
  many: 'one' | 'list' | 'map';
  of: Scalar | Message;
  /** The values of a closed set of strings. */
  values: string[];
}

type Holding = Pick<Field, 'many' | 'of'>;

export interface Message {
  /** The ids of its sources: declared types, a group, or the place of a union. */
  ids: string[];
  /** Possible names, best first. */
  names: string[];
  /** An object, one of several objects that differ in `type`, or a list or dictionary inside a list or dictionary. */
  form: 'object' | 'oneof' | 'list' | 'map';
  /** True if it has havoc_residue: a payload, or the arguments or the answer of a method. */
  hasResidue: boolean;
  /** The package that it must be in. */
  root?: string;
  fields: Field[];
}

/** The arm for objects whose type has no other arm. */
export const UNKNOWN_ARM = 'unknown';

export interface Group {
  name: string;
  parts: Set<Declared>;
}

export interface Messages {
  /** Makes the message for a root: a payload, or the arguments or the answer of a method. */
  root(sum: Sum, root: { id: string; name: string; package: string }): Message;
  /** Makes the message that holds one of these objects. Their `type` distinguishes them. */
  oneOf(sum: Sum, root: { id: string; name: string; package: string }, unknown: Message): Message;
  all(): Message[];
}

/**
 * The place of a union or of a list in a list, which have no declaration. It has an id for each id of the message around
 * it.
 */
interface Place {
  ids: string[];
  name: string;
}

export function createMessages(groups: Group[]): Messages {
  const byParts = new Map<string, Message>();

  function messageOf(objects: Declared[], place: Place): Message {
    const group = groups.find(({ parts }) => objects.every((object) => parts.has(object)));
    const parts = group ? [...group.parts] : objects;
    const key = group
      ? `group:${group.name}`
      : parts
          .map(({ id }) => id)
          .sort()
          .join(' | ');
    const known = byParts.get(key);
    const ids = group
      ? [key]
      : parts.length === 1
        ? parts.flatMap(({ id, mergedIds }) => mergedIds ?? [id])
        : place.ids.map((id) => `union:${id}`);
    if (known) {
      for (const id of ids) if (!known.ids.includes(id)) known.ids.push(id);
      return known;
    }
    const [only] = parts;
    const name = group?.name ?? (parts.length === 1 && only ? only.name : place.name);
    const message: Message = {
      ids,
      names: [name, place.name],
      form: 'object',
      hasResidue: false,
      fields: [],
    };
    byParts.set(key, message);
    message.fields = fieldsOf(mergeFields(parts.map((part) => part.fields)), { ids, name });
    return message;
  }

  function fieldsOf(sums: Map<string, Sum>, owner: Place): Field[] {
    return [...sums].flatMap(([key, sum]) =>
      fieldsOfKey(key, sum, {
        ids: owner.ids.map((id) => `${id}.${key}`),
        name: owner.name + pascal(key),
      }),
    );
  }

  function fieldsOfKey(key: string, sum: Sum, place: Place): Field[] {
    return kindsOf(sum).map(
      (kind): Field => ({
        key,
        kind,
        values: valuesOf(kind, sum),
        ...holdingOf(kind, sum, place),
      }),
    );
  }

  function holdingOf(kind: string, sum: Sum, place: Place): Holding {
    if (kind === 'list' && sum.list) return manyOf('list', sum.list, place);
    if (kind !== 'object' || sum.objects.length > 0 || !sum.map)
      return { many: 'one', of: oneOfKind(kind, sum, place) };
    const entries = manyOf('map', sum.map, place);
    return entries.of === 'value' ? { many: 'one', of: 'struct' } : entries;
  }

  /** Returns what a list or dictionary holds. If its values have different kinds, they are untyped. */
  function manyOf(many: 'list' | 'map', items: Sum, place: Place): Holding {
    const kinds = kindsOf(items);
    const [kind] = kinds;
    if (kinds.length !== 1 || !kind) return { many, of: 'value' };
    if (kind === 'list' && items.list) return { many, of: wrap('list', items.list, place) };
    if (kind === 'object' && items.objects.length === 0 && items.map) {
      const inner = manyOf('map', items.map, place);
      return { many, of: inner.of === 'value' ? 'struct' : wrap('map', items.map, place) };
    }
    return { many, of: oneOfKind(kind, items, place) };
  }

  /** Wraps a nested list or dictionary in a message with one field, since protobuf cannot nest them directly. */
  function wrap(form: 'list' | 'map', items: Sum, place: Place): Message {
    const ids = place.ids.map((id) => `${form}:${id}`);
    const [id = ''] = ids;
    const known = byParts.get(id);
    if (known) return known;
    const name = `${place.name}${form === 'list' ? 'List' : 'Map'}`;
    const message: Message = { ids, names: [name], form, hasResidue: false, fields: [] };
    byParts.set(id, message);
    const key = form === 'list' ? 'items' : 'entries';
    const inner = { ids: place.ids.map((id) => `${id}.${key}`), name: place.name };
    message.fields = [
      { key, kind: form === 'list' ? 'list' : 'object', values: [], ...manyOf(form, items, inner) },
    ];
    return message;
  }

  function oneOfKind(kind: string, sum: Sum, place: Place): Scalar | Message {
    if (kind === 'object') return messageOf(sum.objects, place);
    const scalars: Record<string, Scalar> = {
      string: 'string',
      number: 'double',
      boolean: 'bool',
      bytes: 'bytes',
      any: 'value',
    };
    const scalar = scalars[kind];
    if (!scalar)
      throw new Error(
        `${place.ids[0]} is a ${kind}, and src/codegen/messages.ts has no rule for that. Add one.`,
      );
    return scalar;
  }

  function root(
    sum: Sum,
    { id, name, package: packageName }: { id: string; name: string; package: string },
  ): Message {
    const message: Message = {
      ids: [id],
      names: [name],
      form: 'object',
      hasResidue: true,
      root: packageName,
      fields: [],
    };
    byParts.set(id, message);
    message.fields = fieldsOf(mergeFields(sum.objects.map((object) => object.fields)), { ids: [id], name });
    return message;
  }

  function oneOf(sum: Sum, at: { id: string; name: string; package: string }, unknown: Message): Message {
    const message: Message = {
      ids: [at.id],
      names: [at.name],
      form: 'oneof',
      hasResidue: false,
      root: at.package,
      fields: [],
    };
    byParts.set(
      sum.objects
        .map(({ id }) => id)
        .sort()
        .join(' | '),
      message,
    );
    byParts.set('unknown event', unknown);
    const byType = groupBy(sum.objects, (object) => object.fields.get('type')?.string?.values[0] ?? '');
    if (byType.has(UNKNOWN_ARM)) {
      throw new Error(
        `Slack declares an event of type ${UNKNOWN_ARM}, which is the name of the arm for undeclared events. Rename that arm in src/codegen/messages.ts and src/wire.`,
      );
    }
    message.fields = [...byType].map(([type, objects]) => ({
      key: type,
      kind: 'object',
      many: 'one',
      of: messageOf(objects, { ids: [`${at.id}.${type}`], name: `${pascal(type)}Event` }),
      values: [],
    }));
    message.fields.push({ key: UNKNOWN_ARM, kind: 'object', many: 'one', of: unknown, values: [] });
    return message;
  }

  return { root, oneOf, all: () => [...new Set(byParts.values())] };
}

/** Returns the known values of a string or of a list of strings. Returns none if any string is allowed. */
function valuesOf(kind: string, sum: Sum): string[] {
  const string = kind === 'list' ? sum.list?.string : kind === 'string' ? sum.string : undefined;
  return string && !string.open ? string.values : [];
}
