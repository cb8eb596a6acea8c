import type { Group } from './messages.js';
import { type Declared, kindsOf, type Sum } from './sum.js';

/**
 * Answers have lists of which Slack's examples showed no item. Where every other list of that name holds strings,
 * numbers, or the same objects, so does this.
 */
export function typeLists(all: Declared[], groups: Group[]): void {
  const known = new Map<string, Sum[]>();
  for (const { fields } of all) {
    for (const [key, { list }] of fields) {
      if (list && !list.any && kindsOf(list).length > 0) known.set(key, [...(known.get(key) ?? []), list]);
    }
  }
  for (const { fields } of all) {
    for (const [key, sum] of fields) {
      const item = sum.list?.any ? itemOf(known.get(key) ?? [], groups) : undefined;
      if (item) fields.set(key, { ...sum, list: item });
    }
  }
}

/** The item that all these lists have; undefined where they differ. */
function itemOf(lists: Sum[], groups: Group[]): Sum | undefined {
  const kinds = new Set(lists.flatMap(kindsOf));
  const [kind] = kinds;
  if (kinds.size !== 1) return undefined;
  if (kind === 'string') return { string: { values: [], open: true }, objects: [] };
  if (kind === 'number') return { number: true, objects: [] };
  const objects = [...new Set(lists.flatMap((list) => list.objects))];
  const isOne =
    objects.length === 1 || groups.some(({ parts }) => objects.every((object) => parts.has(object)));
  return kind === 'object' && isOne && lists.every(({ map }) => !map) ? { objects } : undefined;
}
