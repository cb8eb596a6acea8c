/** Groups the documents of a collection, and orders each group. */
export interface Index<D> {
  /** The group that the document belongs to; undefined if the index leaves the document out. */
  by: (doc: D) => string | undefined;
  /**
   * The place within the group, in ASCII. Places are compared character by character. Documents with the same place stay
   * in the order in which they were first put; without `sort`, all of them do.
   */
  sort?: (doc: D) => string;
}

/** Describes documents of one type: what identifies them, and how they are looked up. */
export interface Collection<D, I extends string = string> {
  /** Lowercase letters and underscores. It is also the name of the table. */
  name: string;
  key: (doc: D) => string;
  indexes: Record<I, Index<D>>;
}

/**
 * Declares a collection. Its documents are JSON, and immutable: a change puts a new document with the same key.
 *
 * The names of its indexes follow the same rules as its own.
 */
export function defineCollection<D>() {
  return <I extends string>(collection: Collection<D, I>): Collection<D, I> => collection;
}

/** Joins the parts of a key or group. Ids contain no spaces. */
export function keyOf(...parts: string[]): string {
  return parts.join(' ');
}

/** A number as a place in an index: 16 digits, so that places sort as numbers do. Whole and not negative. */
export function placeOf(number: number): string {
  return String(number).padStart(16, '0');
}

/** A name as a place in an index: in lowercase and in ASCII. Names that start alike are neighbours. */
export function namePlace(name: string): string {
  return encodeURIComponent(name.toLowerCase().toWellFormed());
}

/** The places of the names that start with this text. */
export function placesFrom(start: string): { from: string; before: string } {
  const from = namePlace(start);
  return { from, before: `${from}\x7f` };
}
