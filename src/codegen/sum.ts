/** A declared object type. Each place of declaration has its own. */
export interface Declared {
  /** A stable id: the file and the name, such as `types/events/app#AppMentionEvent.user_profile`. */
  id: string;
  /** The suggested name, such as `AppMentionEventUserProfile`. */
  name: string;
  /** `response` for answers: a program wrote their declarations, with many repetitions. People wrote the others. */
  origin: 'response' | 'inline' | 'named';
  fields: Map<string, Sum>;
  /** The ids of the equal types that were merged into this one, including its own. */
  mergedIds?: string[];
}

/**
 * The JSON values that a type allows, by kind of value. A union and an intersection of objects become the same sum, since
 * every field of a message is optional.
 */
export interface Sum {
  /** True if null is allowed. */
  nullable?: boolean;
  any?: boolean;
  string?: { values: string[]; open: boolean };
  number?: boolean;
  boolean?: boolean;
  bytes?: boolean;
  list?: Sum;
  /** The values of a dictionary. */
  map?: Sum;
  objects: Declared[];
}

export function merge(left: Sum, right: Sum): Sum {
  const sum: Sum = { objects: [...new Set([...left.objects, ...right.objects])] };
  if (left.nullable || right.nullable) sum.nullable = true;
  if (left.any || right.any) sum.any = true;
  if (left.number || right.number) sum.number = true;
  if (left.boolean || right.boolean) sum.boolean = true;
  if (left.bytes || right.bytes) sum.bytes = true;
  const string = mergeStrings(left.string, right.string);
  if (string) sum.string = string;
  const list = left.list && right.list ? mergeItems(left.list, right.list) : (left.list ?? right.list);
  if (list) sum.list = list;
  const map = left.map && right.map ? merge(left.map, right.map) : (left.map ?? right.map);
  if (map) sum.map = map;
  return sum;
}

/** Merges the items of two lists. A list of `any` has unknown items, so the other list's items are used. */
function mergeItems(left: Sum, right: Sum): Sum {
  if (left.any !== right.any) return left.any ? right : left;
  return merge(left, right);
}

function mergeStrings(left: Sum['string'], right: Sum['string']): Sum['string'] {
  if (!left || !right) return left ?? right;
  return { values: [...new Set([...left.values, ...right.values])], open: left.open || right.open };
}

/** Merges the fields of several objects. */
export function mergeFields(parts: Map<string, Sum>[]): Map<string, Sum> {
  const fields = new Map<string, Sum>();
  for (const part of parts) {
    for (const [key, sum] of part) {
      const known = fields.get(key);
      fields.set(key, known ? merge(known, sum) : sum);
    }
  }
  return fields;
}

export function isEmpty(sum: Sum): boolean {
  return kindsOf(sum).length === 0;
}

/** Returns the kinds of JSON value that the type allows. */
export function kindsOf(sum: Sum): string[] {
  if (sum.any) return ['any'];
  const kinds: string[] = [];
  if (sum.objects.length > 0 || sum.map) kinds.push('object');
  if (sum.list) kinds.push('list');
  if (sum.string) kinds.push('string');
  if (sum.number) kinds.push('number');
  if (sum.boolean) kinds.push('boolean');
  if (sum.bytes) kinds.push('bytes');
  return kinds;
}
