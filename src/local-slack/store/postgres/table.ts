import type { Collection } from '../collection.js';
import { toColumn, toIndexedColumn } from './column-text.js';

/** A column of an index. */
interface IndexColumn {
  name: string;
  /** The column's value for a document. Null if the index leaves the document out. */
  valueFor: (doc: unknown) => string | null;
}

/** The table of a collection. Its columns are `key`, `ordinal`, `doc`, and one or two for each index. */
export interface Table {
  /** The collection's name. */
  name: string;
  /** The name in SQL, with the schema. */
  sqlName: string;
  columns: readonly IndexColumn[];
}

/** The schema with all tables of the local Slack. */
export const SCHEMA = 'local_slack';

const tables = new WeakMap<object, Table>();

export function tableOf(collection: Collection<never>): Table {
  const known = tables.get(collection);
  if (known) return known;
  const table = describe(collection as Collection<unknown>);
  tables.set(collection, table);
  return table;
}

function describe({ name, indexes }: Collection<unknown>): Table {
  const columns = Object.entries(indexes).flatMap(([index, { by, sort }]): IndexColumn[] => {
    const groupOf = (doc: unknown) => {
      const group = by(doc);
      return group === undefined ? null : toIndexedColumn(group);
    };
    const placeOf = (doc: unknown) => (by(doc) === undefined ? null : toColumn(sort?.(doc) ?? ''));
    const group = { name: groupColumn(index), valueFor: groupOf };
    return sort ? [group, { name: placeColumn(index), valueFor: placeOf }] : [group];
  });
  return { name, sqlName: `${SCHEMA}.${name}`, columns };
}

export function groupColumn(index: string): string {
  return `${index}_group`;
}

export function placeColumn(index: string): string {
  return `${index}_place`;
}
