import { isObject } from '../base/index.js';
import { realId } from './real-id.js';

/** Returns the id in a member that is either an id or an object with an `id`. */
export function idOf(value: unknown): string | undefined {
  return realId(isObject(value) ? value.id : value);
}
