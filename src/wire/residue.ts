import { type Json, jsonText } from '../base/index.js';

/**
 * The number of `havoc_residue`, which every root message has: what of Slack's JSON its other fields cannot hold. It
 * is a JSON list of entries `[path, value, place]`. The path is the list of keys and indexes that lead to the value
 * from the root. An empty path is the root itself. The place is that of a key among the keys of its object, present
 * where the typed message does not have the key, unless the key is the last. Applying an entry sets the value at its
 * path.
 *
 * src/codegen/lock.ts has the number too.
 */
export const RESIDUE_NUMBER = 1_000;

/**
 * From this size on, the residue may be no longer than the JSON itself. Paths that are longer than what they lead to
 * could otherwise make a message many times as large as its JSON.
 */
const LARGE = 64 * 1024;

/** Collects the entries of one message, in the order of the walk. */
export class Residue {
  readonly #root: Json;
  readonly #entries: string[] = [];
  #length = 0;
  /** The JSON's own text, once the entries are large. */
  #whole: string | undefined;

  /** @param root the JSON that is encoded; where its entries would be longer than that, it is the only one */
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

  /** How many entries there are, for `rewind`. */
  get size(): number {
    return this.#entries.length;
  }

  /** Forgets the entries that came after: a value around them is added as a whole. */
  rewind(size: number): void {
    if (this.#entries.length === size || this.#isTooLong()) return;
    for (const entry of this.#entries.splice(size)) this.#length -= entry.length + 1;
  }

  /** Undefined where there is nothing. */
  text(): string | undefined {
    if (this.#entries.length === 0) return undefined;
    return this.#isTooLong() ? `[[[],${this.#whole}]]` : `[${this.#entries.join(',')}]`;
  }

  #isTooLong(): boolean {
    return this.#whole !== undefined && this.#length > this.#whole.length;
  }
}
