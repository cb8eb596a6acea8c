import type { Group } from './messages.js';
import { type Declared, kindsOf, type Sum } from './sum.js';

/**
 * Gives types to the untyped lists in answers. Slack's examples show no items of these lists. If all other lists under
 * the same key hold strings, numbers or the same objects, the untyped list gets the same type.
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

/** Returns the item type that all these lists share, or undefined if they differ. */
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
