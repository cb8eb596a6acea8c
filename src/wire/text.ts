import { keep, type Walk } from './walk.js';

/** Writes a string. Half a surrogate pair becomes U+FFFD, since UTF-8 has none, and the residue has the string as it is. */
export function writeString(value: string, walk: Walk): void {
  walk.writer.string(value);
  if (!value.isWellFormed()) keep(walk, value);
}

/** Whether a key can stand in a dictionary on the wire. `__proto__` cannot, since readers in JavaScript pass it over. */
export function isMapKey(key: string): boolean {
  return key !== '__proto__' && key.isWellFormed();
}
