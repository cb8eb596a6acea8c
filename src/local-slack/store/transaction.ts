import type { Collection } from './collection.js';
import { compare, type Placed, select } from './group.js';
import type { Held, Range, Store, Write, Writes } from './store.js';

/** Looks documents up. They are shared and must not be changed. */
export interface Reader {
  find<D>(collection: Collection<D>, key: string): Promise<D | undefined>;
  /** The documents of a group that the range selects, in the order of the index. */
  list<D, I extends string>(
    collection: Collection<D, I>,
    index: I,
    group: string,
    range?: Range,
  ): Promise<D[]>;
  /** The size of a group. */
  count<D, I extends string>(collection: Collection<D, I>, index: I, group: string): Promise<number>;
  findBytes(key: string): Promise<Buffer | undefined>;
}

/**
 * Reads and writes. Its reads see its own writes. Other reads see them after the commit. The commit writes the last state
 * of each document. So a stored document that is removed and put again in one transaction is replaced, and keeps its place.
 */
export interface Transaction extends Reader {
  /** Adds the document, or replaces the one with the same key. */
  put<D>(collection: Collection<D>, doc: D): void;
  remove<D>(collection: Collection<D>, key: string): void;
  putBytes(key: string, content: Buffer): void;
  removeBytes(key: string): void;
}

/** Reads what is committed. */
export function createReader(store: Store): Reader {
  return {
    find: async (collection, key) => (await store.find(collection, key))?.doc,
    list: async (collection, index, group, range) =>
      (await store.list(collection, index, group, range)).map(({ doc }) => doc),
    count: store.count,
    findBytes: store.findBytes,
  };
}

/** The last write to a document. */
interface Change extends Write {
  /** Its place among the documents that the transaction adds. */
  number: number;
  /** What the store holds under the key. It cannot change before the commit, so it is read once. */
  held?: Promise<Held<unknown> | undefined>;
}

/** A transaction whose writes stay in memory until `writes` is committed. */
export function createTransaction(store: Store): Transaction & { writes(): Writes } {
  /** By the name of the collection, then by key. */
  const changes = new Map<string, Map<string, Change>>();
  const bytes = new Map<string, Buffer | undefined>();
  let puts = 0;

  const changeOf = ({ name }: Collection<never>, key: string) => changes.get(name)?.get(key);
  function write<D>(collection: Collection<D>, key: string, doc: D | undefined): void {
    const ofCollection = changes.get(collection.name) ?? new Map<string, Change>();
    changes.set(collection.name, ofCollection);
    const before = ofCollection.get(key);
    const change = { collection: collection as Collection<unknown>, key, doc, held: before?.held };
    if (before?.doc !== undefined) {
      ofCollection.set(key, { ...change, number: before.number });
      return;
    }
    // The store numbers new documents in the order of the writes. One that was removed and put again comes last.
    ofCollection.delete(key);
    ofCollection.set(key, { ...change, number: ++puts });
  }

  /** The writes of this transaction in a collection, each with what the store holds under its key. */
  async function changesIn<D>(collection: Collection<D>) {
    const all = [...(changes.get(collection.name)?.values() ?? [])];
    return Promise.all(
      all.map(async (change) => {
        change.held ??= store.find(collection, change.key);
        const held = (await change.held) as Held<D> | undefined;
        return { doc: change.doc as D | undefined, held, number: change.number };
      }),
    );
  }

  return {
    find: async <D>(collection: Collection<D>, key: string) => {
      const own = changeOf(collection, key);
      return own ? (own.doc as D | undefined) : (await store.find(collection, key))?.doc;
    },

    list: async (collection, index, group, range = {}) => {
      const { by, sort = () => '' } = collection.indexes[index];
      const own = await changesIn(collection);
      if (own.length === 0) return (await store.list(collection, index, group, range)).map(({ doc }) => doc);
      const { skip = 0, limit, ...conditions } = range;
      const most = limit === undefined ? undefined : skip + limit + own.length;
      const held = await store.list(collection, index, group, {
        ...conditions,
        ...(most !== undefined && { limit: most }),
      });
      const replaced = new Set(own.map((one) => one.held?.order));
      const placed = held
        .filter(({ order }) => !replaced.has(order))
        .map(({ doc, order }) => ({ doc, order, place: sort(doc) }));
      for (const { doc, held: before, number } of own) {
        if (doc === undefined || by(doc) !== group) continue;
        placed.push({
          doc,
          order: before?.order ?? Number.MAX_SAFE_INTEGER - 1e9 + number,
          place: sort(doc),
        });
      }
      return select(placed.sort(compare), range).map(({ doc }: Placed<unknown>) => doc) as never;
    },

    count: async (collection, index, group) => {
      const { by } = collection.indexes[index];
      const isIn = <D>(doc: D | undefined, of: (doc: D) => string | undefined) =>
        doc !== undefined && of(doc) === group ? 1 : 0;
      const change = (await changesIn(collection)).map(
        ({ doc, held }) => isIn(doc, by) - isIn(held?.doc, by),
      );
      return change.reduce((sum, one) => sum + one, await store.count(collection, index, group));
    },

    findBytes: async (key) => (bytes.has(key) ? bytes.get(key) : store.findBytes(key)),
    put: (collection, doc) => write(collection, collection.key(doc), doc),
    remove: (collection, key) => write(collection, key, undefined),
    putBytes: (key, content) => bytes.set(key, content),
    removeBytes: (key) => bytes.set(key, undefined),
    writes: () => ({
      docs: [...changes.values()].flatMap((ofCollection) => [...ofCollection.values()]),
      bytes: [...bytes].map(([key, content]) => ({ key, content })),
    }),
  };
}
