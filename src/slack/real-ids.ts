import { realId } from './real-id.js';

/** Returns the ids in a list. Leaves out everything else. Returns an empty list if the value is not a list. */
export function realIds(values: unknown): string[] {
  return Array.isArray(values) ? values.filter((value) => realId(value) !== undefined) : [];
}
