import { createHash } from 'node:crypto';
import { packageNameOf } from './full-name.js';
import { groupBy } from './group-by.js';
import { SHARED } from './place.js';
import { type Declared, mergeFields, type Sum } from './sum.js';

/** Returns the message that a declared type became in an earlier generation. */
export type LockedAs = (id: string) => string | undefined;

type Colors = Map<Declared, string>;

/**
 * Merges declared types that are equal. Answers declare the same object many times under many names.
 *
 * Types are equal if their fields are equal at all depths. The algorithm is partition refinement: it starts with large
 * groups and splits them until nothing changes. Types that an earlier generation separated stay separate, and types that
 * it merged stay merged. A new type joins an equal type that the lock has in the shared package.
 *
 * @returns the replacement of each declared type, with the fields of all types that it replaces
 */
export function mergeEqual(all: Declared[], lockedAs: LockedAs): Map<Declared, Declared> {
  const colors = joinLocked(all, refineAll(all, lockedAs), lockedAs);
  const standsFor = new Map<Declared, Declared>();
  for (const group of groupBy(all, (declared) => colors.get(declared)).values()) {
    const [first] = group;
    if (!first) continue;
    const one: Declared = {
      ...first,
      name: shortest(group.map(({ name }) => name)),
      fields: mergeFields(group.map(({ fields }) => fields)),
      mergedIds: group.map(({ id }) => id),
    };
    for (const declared of group) standsFor.set(declared, one);
  }
  for (const one of new Set(standsFor.values())) one.fields = mapFields(one.fields, standsFor);
  return standsFor;
}

function refineAll(all: Declared[], lockedAs: LockedAs): Colors {
  let colors: Colors = new Map(all.map((declared) => [declared, firstColor(declared, lockedAs)]));
  for (let count = 0, next = new Set(colors.values()).size; next !== count; ) {
    count = next;
    const last = colors;
    colors = new Map(all.map((declared) => [declared, refine(declared, last, lockedAs)]));
    next = new Set(colors.values()).size;
  }
  return colors;
}

/** Returns the first group of a type. A named type stays alone. An inline type may equal others with the same key. */
function firstColor({ id, name, origin, fields }: Declared, lockedAs: LockedAs): string {
  const locked = lockedAs(id);
  if (locked) return `locked ${locked}`;
  if (origin === 'named') return `named ${id}`;
  if (origin === 'inline') return `inline ${id.split('.').at(-1)}`;
  return fields.size < 3 ? `small ${name}` : 'response';
}

function refine(declared: Declared, colors: Colors, lockedAs: LockedAs): string {
  const first = firstColor(declared, lockedAs);
  if (first.startsWith('named ') || first.startsWith('locked ')) return first;
  return digest(first, declared.fields, colors);
}

/** Gives new types the color of an equal type that the lock has in the shared package. Works from the leaves up. */
function joinLocked(all: Declared[], colors: Colors, lockedAs: LockedAs): Colors {
  const isShared = (color: string | undefined) =>
    color?.startsWith(`locked ${packageNameOf(SHARED)}.`) ?? false;
  const mayJoin = (declared: Declared) => !lockedAs(declared.id) && declared.origin !== 'named';
  for (let joined = true; joined; ) {
    joined = false;
    const shared = new Map<string, string>();
    for (const group of groupBy(all, (declared) => colors.get(declared)).values()) {
      const [first] = group;
      const color = first && colors.get(first);
      if (!color || !isShared(color)) continue;
      shared.set(digest(first.origin, mergeFields(group.map(({ fields }) => fields)), colors), color);
    }
    for (const declared of all) {
      if (!mayJoin(declared) || isShared(colors.get(declared))) continue;
      const color = shared.get(digest(declared.origin, declared.fields, colors));
      if (!color) continue;
      colors.set(declared, color);
      joined = true;
    }
  }
  return colors;
}

function digest(first: string, fields: Map<string, Sum>, colors: Colors): string {
  const lines = [...fields].map(([key, sum]) => `${key}:${signature(sum, colors)}`).sort();
  return createHash('sha256')
    .update(`${first} ${lines.join(',')}`)
    .digest('hex');
}

function signature(sum: Sum, colors: Colors): string {
  if (sum.any) return 'any';
  const objects = [...new Set(sum.objects.map((object) => colors.get(object)))].sort();
  return [
    objects.length > 0 && `(${objects.join('|')})`,
    sum.map && `<${signature(sum.map, colors)}>`,
    sum.list && `[${signature(sum.list, colors)}]`,
    sum.string && 's',
    sum.number && 'n',
    sum.boolean && 'b',
    sum.bytes && 'y',
  ]
    .filter(Boolean)
    .join('');
}

/** Returns the shortest name. If there are several, returns the first in alphabetical order. */
export function shortest(names: string[]): string {
  return [...names].sort((left, right) => left.length - right.length || (left < right ? -1 : 1))[0] ?? '';
}

function mapFields(fields: Map<string, Sum>, standsFor: Map<Declared, Declared>): Map<string, Sum> {
  return new Map([...fields].map(([key, sum]) => [key, mapSum(sum, standsFor)]));
}

/** Returns the sum with its objects replaced. */
export function mapSum(sum: Sum, standsFor: Map<Declared, Declared>): Sum {
  const objects = sum.objects.map((object) => standsFor.get(object) ?? object);
  return {
    ...sum,
    ...(sum.list && { list: mapSum(sum.list, standsFor) }),
    ...(sum.map && { map: mapSum(sum.map, standsFor) }),
    objects: [...new Set(objects)],
  };
}
