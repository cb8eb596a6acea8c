import { type Json, jsonText } from '../base/index.js';

/**
 * The field number of `havoc_residue`. Every root message has this field. It holds the parts of Slack's JSON that the
 * other fields cannot hold, as a JSON list of entries `[path, value, place]`:
 *
 * - `path` is the list of keys and indexes from the root to the value. An empty path is the root itself.
 * - `place` is the index of the key among the keys of its object. An entry has a place if the typed message does not
 *   have the key and the key is not the last one.
 *
 * Applying an entry sets the value at its path. src/codegen/lock.ts has the number too.
 */
export const RESIDUE_NUMBER = 1_000;

/**
 * Above this length in characters, the residue must not be longer than the JSON itself. Otherwise paths that are longer
 * than their values could make a message many times as large as its JSON.
 */
const LARGE = 64 * 1024;

/** Collects the entries of one message, in the order of the walk. */
export class Residue {
  readonly #root: Json;
  readonly #entries: string[] = [];
  #length = 0;
  /** The text of the whole JSON. Set once the entries are larger than LARGE. */
  #whole: string | undefined;

  /** @param root the JSON that is encoded. If the entries grow longer than its text, it becomes the only entry. */
  constructor(root: Json) {
    this.#root = root;
  }

  add(path: readonly (string | number)[], value: unknown, place: number | undefined): void {
    if (this.#isTooLong()) return;
    const last = place === undefined ? '' : `,${place}`;
    const entry = `[${JSON.stringify(path)},${jsonText(value)}${last}]`;
    this.#entries.push(entry);
    this.#length += entry.length + 1;
    if (this.#length > LARGE) this.#whole ??= jsonText(this.#root);
  }

  /** The number of entries, for `rewind`. */
  get size(): number {
    return this.#entries.length;
  }

  /** Removes the entries added since `size` was read. Used if an entry for a whole value replaces those of its parts. */
  rewind(size: number): void {
    if (this.#entries.length === size || this.#isTooLong()) return;
    for (const entry of this.#entries.splice(size)) this.#length -= entry.length + 1;
  }

  /** Returns the text of the residue, or undefined if there are no entries. */
  text(): string | undefined {
    if (this.#entries.length === 0) return undefined;
    return this.#isTooLong() ? `[[[],${this.#whole}]]` : `[${this.#entries.join(',')}]`;
  }

  #isTooLong(): boolean {
    return this.#whole !== undefined && this.#length > this.#whole.length;
  }
}
