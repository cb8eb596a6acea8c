import type { Collection, Index } from './collection.js';
import { insert, type Placed, remove, select } from './group.js';
import type { Held, Range, Store, Write } from './store.js';

/** A store whose reads are also there without waiting. */
export interface MemoryStore extends Store {
  /** What the store holds now. */
  now: SyncReader;
}

/** Looks documents up at once. */
export interface SyncReader {
  find<D>(collection: Collection<D>, key: string): D | undefined;
  list<D, I extends string>(collection: Collection<D, I>, index: I, group: string, range?: Range): D[];
  all<D>(collection: Collection<D>): D[];
}

/** The documents of one collection. */
interface Table {
  held: Map<string, Held<unknown>>;
  /** The groups of each index, each in order. */
  groups: Map<string, Map<string, Placed<unknown>[]>>;
}

/** The place of a document in a group of an index. */
interface Place {
  index: string;
  group: string;
  place: string;
}

/** Creates an empty store in memory. It is gone when the process ends. */
export function createMemoryStore(): MemoryStore {
  const tables = new Map<string, Table>();
  const bytes = new Map<string, Buffer>();
  let puts = 0;

  function tableOf({ name, indexes }: Collection<never>): Table {
    const known = tables.get(name);
    if (known) return known;
    const groups = new Map(Object.keys(indexes).map((index) => [index, new Map()]));
    const table: Table = { held: new Map(), groups };
    tables.set(name, table);
    return table;
  }

  function write({ collection, key, doc }: Write, places: readonly Place[]): void {
    const table = tableOf(collection);
    const before = table.held.get(key);
    if (before) forget(collection, table, before);
    if (doc === undefined) {
      table.held.delete(key);
      return;
    }
    const held = { doc, order: before?.order ?? ++puts };
    table.held.set(key, held);
    for (const { index, group, place } of places) insert(groupOf(table, index, group), { ...held, place });
  }

  function forget(collection: Collection<unknown>, table: Table, held: Held<unknown>): void {
    for (const { index, group, place } of placesOf(collection, held.doc)) {
      const placed = groupOf(table, index, group);
      remove(placed, { ...held, place });
      if (placed.length === 0) table.groups.get(index)?.delete(group);
    }
  }

  function find<D>(collection: Collection<D>, key: string): Held<D> | undefined {
    return tableOf(collection).held.get(key) as Held<D> | undefined;
  }

  function list<D, I extends string>(collection: Collection<D, I>, index: I, group: string, range?: Range) {
    const placed = tableOf(collection).groups.get(index)?.get(group) ?? [];
    return select(placed as Placed<D>[], range);
  }

  function all<D>(collection: Collection<D>): D[] {
    const held = [...tableOf(collection).held.values()].sort((a, b) => a.order - b.order);
    return held.map(({ doc }) => doc as D);
  }

  return {
    find: async (collection, key) => find(collection, key),
    list: async (collection, index, group, range) => list(collection, index, group, range),
    count: async ({ name }, index, group) => tables.get(name)?.groups.get(index)?.get(group)?.length ?? 0,
    findBytes: async (key) => bytes.get(key),
    commit: async (writes) => {
      // An index may throw on a malformed document. If it does, nothing is written.
      const places = writes.docs.map(({ collection, doc }) =>
        doc === undefined ? [] : placesOf(collection, doc),
      );
      for (const [index, one] of writes.docs.entries()) write(one, places[index] ?? []);
      for (const { key, content } of writes.bytes) {
        if (content) bytes.set(key, content);
        else bytes.delete(key);
      }
    },
    all: async function* (collection) {
      yield* all(collection);
    },
    allBytes: async function* () {
      for (const [key, content] of bytes) yield { key, content };
    },
    clear: async () => {
      tables.clear();
      bytes.clear();
    },
    close: async () => undefined,
    now: {
      find: (collection, key) => find(collection, key)?.doc,
      list: (collection, index, group, range) => list(collection, index, group, range).map(({ doc }) => doc),
      all,
    },
  };
}

function groupOf({ groups }: Table, index: string, group: string): Placed<unknown>[] {
  const byGroup = groups.get(index) ?? new Map<string, Placed<unknown>[]>();
  const placed = byGroup.get(group) ?? [];
  byGroup.set(group, placed);
  groups.set(index, byGroup);
  return placed;
}

/** Where a document is in each index that has it. */
function placesOf({ indexes }: Collection<unknown>, doc: unknown): Place[] {
  return Object.entries<Index<unknown>>(indexes).flatMap(([index, { by, sort }]) => {
    const group = by(doc);
    return group === undefined ? [] : [{ index, group, place: sort?.(doc) ?? '' }];
  });
}
