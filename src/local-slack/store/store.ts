import type { Collection } from './collection.js';

/** Selects a part of a group. Conditions on places leave out the documents whose place differs. */
export interface Range {
  /** Only places greater than this one. */
  after?: string;
  /** Only this place and greater ones. */
  from?: string;
  /** Only places smaller than this one. */
  before?: string;
  /** Only this place and smaller ones. */
  to?: string;
  /** Leaves out this many of the selected documents; 0 by default. */
  skip?: number;
  /** The maximum number of documents; all by default. */
  limit?: number;
  /** Reverses the order, before `skip` and `limit`. */
  newestFirst?: boolean;
}

/** A document, and its number in the order in which documents were first put. Removing a document forgets its number. */
export interface Held<D> {
  doc: D;
  order: number;
}

/** One write. `doc` is undefined to remove the document. */
export interface Write<D = unknown> {
  collection: Collection<D>;
  key: string;
  doc: D | undefined;
}

/** The writes of one transaction. No document occurs twice. */
export interface Writes {
  docs: readonly Write[];
  /** `content` is undefined to remove the bytes. */
  bytes: readonly { key: string; content: Buffer | undefined }[];
}

/**
 * Keeps documents, and bytes by key. Only one process at a time uses a store, so a store may answer from memory what it
 * has written elsewhere. The documents that it returns are shared and must not be changed.
 */
export interface Store {
  find<D>(collection: Collection<D>, key: string): Promise<Held<D> | undefined>;
  /** The documents of a group that the range selects, in the order of the index. */
  list<D, I extends string>(
    collection: Collection<D, I>,
    index: I,
    group: string,
    range?: Range,
  ): Promise<Held<D>[]>;
  /** The size of a group. */
  count<D, I extends string>(collection: Collection<D, I>, index: I, group: string): Promise<number>;
  findBytes(key: string): Promise<Buffer | undefined>;
  /**
   * Writes everything or nothing. When it resolves, the writes are as durable as they can be in this store, and the
   * reads that start later see them.
   */
  commit(writes: Writes): Promise<void>;
  /** All documents of a collection, in the order in which they were first put. */
  all<D>(collection: Collection<D>): AsyncIterable<D>;
  allBytes(): AsyncIterable<{ key: string; content: Buffer }>;
  /** Removes everything. */
  clear(): Promise<void>;
  /** Waits for commits in progress, and releases what the store holds. */
  close(): Promise<void>;
}
