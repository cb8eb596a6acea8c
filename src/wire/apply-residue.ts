import { HavocError, isObject, type Json } from '../base/index.js';

type Path = (string | number)[];

/** A key that its object does not have yet. */
interface Insertion {
  key: string;
  value: unknown;
  /** The index of the key among all keys of the finished object. Undefined puts the key at the end. */
  place: number | undefined;
}

/**
 * Sets the values that the typed message could not hold.
 *
 * @param json the JSON of the typed message. It is changed in place, unless the residue replaces it.
 * @param residue the text of `havoc_residue`, which is untrusted input
 * @returns the JSON of the whole message
 * @throws HavocError `wire.bad_residue` (invalid_argument)
 */
export function applyResidue(json: Json, residue: string): Json {
  let root = json;
  const insertions = new Map<Json, Insertion[]>();
  for (const { path, value, place } of readEntries(residue)) {
    const key = path.at(-1);
    if (key === undefined) {
      if (!isObject(value)) throw bad('an entry with an empty path must hold an object');
      root = value;
      continue;
    }
    const holder = holderOf(root, path);
    if (!isObject(holder)) setItem(holder, key, value);
    else if (typeof key !== 'string') throw bad('a path has an index where it needs a key');
    else if (Object.hasOwn(holder, key)) holder[key] = value;
    else {
      const others = insertions.get(holder);
      if (others) others.push({ key, value, place });
      else insertions.set(holder, [{ key, value, place }]);
    }
  }
  for (const [holder, inserted] of insertions) insert(holder, inserted);
  return root;
}

function readEntries(residue: string): { path: Path; value: unknown; place: number | undefined }[] {
  let entries: unknown;
  try {
    entries = JSON.parse(residue);
  } catch (cause) {
    throw bad('it is not JSON', cause);
  }
  if (!Array.isArray(entries)) throw bad('it is not a list of entries');
  return entries.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length < 2) throw bad('an entry is not a list of a path and a value');
    const [path, value, place]: unknown[] = entry;
    if (!isPath(path)) throw bad('a path is not a list of keys and indexes');
    if (place !== undefined && typeof place !== 'number') throw bad('a place is not a number');
    return { path, value, place };
  });
}

function isPath(path: unknown): path is Path {
  return (
    Array.isArray(path) && path.every((step: unknown) => typeof step === 'string' || typeof step === 'number')
  );
}

/** Returns the object or list that has the last step of the path. Follows own properties only, never inherited ones. */
function holderOf(root: Json, path: Path): Json | unknown[] {
  let at: unknown = root;
  for (let step = 0; step < path.length - 1; step++) {
    const key = path[step] as string | number;
    const isThere = Array.isArray(at) ? isIndex(at, key) : isObject(at) && Object.hasOwn(at, key);
    at = isThere ? (at as Json)[key] : undefined;
  }
  if (Array.isArray(at) || (isObject(at) && !(at instanceof Uint8Array))) return at;
  throw bad('a path leads to a value that does not exist');
}

function isIndex(list: unknown[], key: string | number): key is number {
  return typeof key === 'number' && Number.isInteger(key) && key >= 0 && key < list.length;
}

function setItem(list: unknown[], key: string | number, value: unknown): void {
  if (!isIndex(list, key)) throw bad('a path has an index that its list does not have');
  list[key] = value;
}

/**
 * Puts new keys among the existing keys of the object. JavaScript keeps keys in the order in which they were added, so
 * this function removes the keys after the first new one and adds them again.
 */
function insert(object: Json, inserted: Insertion[]): void {
  const keys = Object.keys(object);
  const first = inserted.reduce(
    (least, { place = least }) => Math.max(0, Math.min(least, place)),
    keys.length,
  );
  const moved = keys.slice(first).map((key) => ({ key, value: object[key] }));
  // Delete from the end, so that V8 does not switch the object to its slower dictionary mode.
  for (const { key } of moved.toReversed()) delete object[key];
  let size = keys.length - moved.length;
  let next = 0;
  for (const { key, value, place = Infinity } of inserted) {
    for (; next < moved.length && size < place; size++, next++) add(object, moved[next] as Insertion);
    add(object, { key, value });
    size++;
  }
  for (; next < moved.length; next++) add(object, moved[next] as Insertion);
}

function add(object: Json, { key, value }: Pick<Insertion, 'key' | 'value'>): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function bad(why: string, cause?: unknown): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'wire.bad_residue',
    message: `The field havoc_residue is invalid: ${why}. Leave it out, or write it as docs/languages.md says.`,
    cause,
  });
}
