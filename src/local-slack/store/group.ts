import type { Held, Range } from './store.js';

/** A document with its place in a group. */
export interface Placed<D> extends Held<D> {
  place: string;
}

/** Compares two documents of a group by place, then by the order of first puts. */
export function compare(a: Placed<unknown>, b: Placed<unknown>): number {
  if (a.place !== b.place) return a.place < b.place ? -1 : 1;
  return a.order - b.order;
}

/** Inserts the document into a group that is in order. */
export function insert<D>(group: Placed<D>[], one: Placed<D>): void {
  group.splice(
    findIndex(group, (other) => compare(other, one) > 0),
    0,
    one,
  );
}

/** Removes the document with this place and number from a group that is in order. */
export function remove(group: Placed<unknown>[], one: Placed<unknown>): void {
  const index = findIndex(group, (other) => compare(other, one) >= 0);
  if (group[index]?.order === one.order) group.splice(index, 1);
}

/** The part of a group that the range selects. The group is in order. */
export function select<D>(group: readonly Placed<D>[], range: Range = {}): Placed<D>[] {
  const { after, from, before, to, skip = 0, limit = Number.POSITIVE_INFINITY, newestFirst } = range;
  const start = Math.max(
    after === undefined ? 0 : findIndex(group, ({ place }) => place > after),
    from === undefined ? 0 : findIndex(group, ({ place }) => place >= from),
  );
  const end = Math.min(
    before === undefined ? group.length : findIndex(group, ({ place }) => place >= before),
    to === undefined ? group.length : findIndex(group, ({ place }) => place > to),
  );
  if (newestFirst) {
    const last = end - skip;
    return group.slice(Math.max(start, last - limit), Math.max(start, last)).reverse();
  }
  return group.slice(start + skip, Math.min(end, start + skip + limit));
}

/** The index of the first document that passes the test; the length if none does. All documents after it pass too. */
function findIndex<T>(sorted: readonly T[], passes: (one: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  const last = sorted.at(-1);
  // Most documents come last, and most reads are for the newest ones.
  if (last === undefined || !passes(last)) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = sorted[middle];
    if (one !== undefined && passes(one)) high = middle;
    else low = middle + 1;
  }
  return low;
}
