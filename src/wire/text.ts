import { keep, type Walk } from './walk.js';

/** Writes a string. UTF-8 cannot hold a lone surrogate: it becomes U+FFFD, and the residue keeps the original string. */
export function writeString(value: string, walk: Walk): void {
  walk.writer.string(value);
  if (!value.isWellFormed()) keep(walk, value);
}

/** True if a dictionary on the wire can have the key. `__proto__` is excluded, since JavaScript readers ignore it. */
export function isMapKey(key: string): boolean {
  return key !== '__proto__' && key.isWellFormed();
}
