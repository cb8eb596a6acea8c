import { createHash } from 'node:crypto';
import { groupBy } from './group-by.js';
import { type Declared, mergeFields, type Sum } from './sum.js';

/**
 * Answers declare the same object many times under many names. This finds the declared types that are one,
 * field by field all the way down, as partitions are refined: all start equal, and are told apart until nothing
 * changes. Types that were told apart or merged in an earlier generation stay so.
 *
 * @param lockedAs the message that a declared type became earlier
 * @returns the one that stands for each declared type; its fields are those of all it stands for
 */
export function mergeEqual(
  all: Declared[],
  lockedAs: (id: string) => string | undefined,
): (declared: Declared) => Declared {
  let color = new Map(all.map((declared) => [declared, firstColor(declared, lockedAs)]));
  for (let count = new Set(color.values()).size; ; ) {
    color = new Map(all.map((declared) => [declared, refine(declared, color, lockedAs)]));
    const next = new Set(color.values()).size;
    if (next === count) break;
    count = next;
  }
  const byColor = groupBy(all, (declared) => color.get(declared) ?? declared.id);
  const standsFor = new Map<Declared, Declared>();
  for (const group of byColor.values()) {
    const [first] = group;
    if (!first) continue;
    const one: Declared = { ...first, fields: mergeFields(group.map(({ fields }) => fields)) };
    for (const declared of group) standsFor.set(declared, one);
  }
  for (const one of new Set(standsFor.values())) one.fields = mapFields(one.fields, standsFor);
  return (declared) => standsFor.get(declared) ?? declared;
}

/** What people declare under a name stays itself; what is written inline may equal another of its field name. */
function firstColor(
  { id, name, origin, fields }: Declared,
  lockedAs: (id: string) => string | undefined,
): string {
  const locked = lockedAs(id);
  if (locked) return `locked ${locked}`;
  if (origin === 'named') return id;
  if (origin === 'inline') return `inline ${id.split('.').at(-1)}`;
  return fields.size < 3 ? `small ${name}` : 'response';
}

function refine(
  declared: Declared,
  color: Map<Declared, string>,
  lockedAs: (id: string) => string | undefined,
): string {
  const first = firstColor(declared, lockedAs);
  if (first === declared.id || first.startsWith('locked ')) return first;
  const fields = [...declared.fields].map(([key, sum]) => `${key}:${signature(sum, color)}`).sort();
  return createHash('sha256')
    .update(`${first} ${fields.join(',')}`)
    .digest('hex');
}

function signature(sum: Sum, color: Map<Declared, string>): string {
  if (sum.any) return 'any';
  const objects = [...new Set(sum.objects.map((object) => color.get(object)))].sort();
  return [
    objects.length > 0 && `(${objects.join('|')})`,
    sum.map && `<${signature(sum.map, color)}>`,
    sum.list && `[${signature(sum.list, color)}]`,
    sum.string && 's',
    sum.number && 'n',
    sum.boolean && 'b',
    sum.bytes && 'y',
  ]
    .filter(Boolean)
    .join('');
}

function mapFields(fields: Map<string, Sum>, standsFor: Map<Declared, Declared>): Map<string, Sum> {
  return new Map([...fields].map(([key, sum]) => [key, mapSum(sum, standsFor)]));
}

/** The sum with each object replaced by the one that stands for it. */
export function mapSum(sum: Sum, standsFor: Map<Declared, Declared>): Sum {
  const objects = sum.objects.map((object) => standsFor.get(object) ?? object);
  return {
    ...sum,
    ...(sum.list && { list: mapSum(sum.list, standsFor) }),
    ...(sum.map && { map: mapSum(sum.map, standsFor) }),
    objects: [...new Set(objects)],
  };
}
