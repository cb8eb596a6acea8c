import type { QueryConfig } from 'pg';
import type { Writes } from '../store.js';
import { toColumn, toIndexedColumn } from './column-text.js';
import { type Table, tableOf } from './table.js';

/** The put of one document, as a row. */
export interface Put {
  key: string;
  /** The key as the column holds it. */
  keyColumn: string;
  /** The document as JSON. */
  text: string;
  /** The values of the table's columns for indexes. */
  columns: (string | null)[];
}

/** The writes to one table. */
export interface TableWrites {
  table: Table;
  puts: Put[];
  removed: string[];
}

/** The number of a put document. `t` is the position of its table in the writes. */
export interface NumberedRow {
  t: number;
  key: string;
  ordinal: string;
}

/** Groups the writes by table, in the order in which the tables first occur. */
export function byTable({ docs }: Pick<Writes, 'docs'>): TableWrites[] {
  const writes = new Map<Table, TableWrites>();
  for (const { collection, key, doc } of docs) {
    const table = tableOf(collection);
    const of = writes.get(table) ?? { table, puts: [], removed: [] };
    writes.set(table, of);
    if (doc === undefined) of.removed.push(key);
    else of.puts.push({ key, ...rowOf(table, key, doc) });
  }
  return [...writes.values()];
}

function rowOf({ columns }: Table, key: string, doc: unknown): Omit<Put, 'key'> {
  const values = columns.map((column) => column.valueFor(doc));
  return { keyColumn: toIndexedColumn(key), text: JSON.stringify(doc), columns: values };
}

/**
 * One statement that makes all writes. So it is atomic, and takes one round trip. Its rows are `NumberedRow`s. A document
 * that exists keeps its number, so running the statement a second time changes nothing.
 *
 * @param nextOrdinal returns a number for a document or bytes that may be new
 */
export function commitStatement(
  tables: readonly TableWrites[],
  bytes: Writes['bytes'],
  nextOrdinal: () => number,
): QueryConfig {
  const values: unknown[] = [];
  const add = (value: unknown) => `$${values.push(value)}`;
  const parts: string[] = [];
  const numbered = ['select null::int as t, null::text as key, null::bigint as ordinal where false'];

  for (const [t, { table, puts, removed }] of tables.entries()) {
    if (puts.length > 0) {
      const ordinals = puts.map(nextOrdinal);
      parts.push(`put${t} as (${putStatement(table, puts, ordinals, add)})`);
      numbered.push(`select ${t}, key, ordinal from put${t}`);
    }
    if (removed.length > 0)
      parts.push(
        `removed${t} as (delete from ${table.sqlName} where key = any(${add(removed.map(toIndexedColumn))}::text[]))`,
      );
  }
  const kept = bytes.flatMap(({ key, content }) => (content ? [{ key: toColumn(key), content }] : []));
  if (kept.length > 0) parts.push(`put_bytes as (${putBytesStatement(kept, kept.map(nextOrdinal), add)})`);
  const gone = bytes.filter(({ content }) => content === undefined).map(({ key }) => toColumn(key));
  if (gone.length > 0)
    parts.push(`removed_bytes as (delete from local_slack.bytes where key = any(${add(gone)}::text[]))`);
  return { text: `with ${parts.join(', ')} ${numbered.join(' union all ')}`, values };
}

function putStatement(
  { sqlName, columns }: Table,
  puts: readonly Put[],
  ordinals: readonly number[],
  add: (value: unknown) => string,
): string {
  const arrays = [
    `${add(puts.map(({ keyColumn }) => keyColumn))}::text[]`,
    `${add(ordinals)}::bigint[]`,
    `${add(puts.map(({ text }) => text))}::text[]`,
    ...columns.map((_, index) => `${add(puts.map((put) => put.columns[index]))}::text[]`),
  ];
  const names = columns.map(({ name }) => name);
  return `insert into ${sqlName} (${['key', 'ordinal', 'doc', ...names].join(', ')})
    select * from unnest(${arrays.join(', ')})
    on conflict (key) do update set ${['doc', ...names].map((name) => `${name} = excluded.${name}`).join(', ')}
    returning key, ordinal`;
}

// An array of bytea is sent as hexadecimal text, which would double its size. So all contents are sent as one value, and
// the statement cuts them out of it.
function putBytesStatement(
  kept: readonly { key: string; content: Buffer }[],
  ordinals: readonly number[],
  add: (value: unknown) => string,
): string {
  const sizes = kept.map(({ content }) => content.length);
  const starts: number[] = [];
  for (const index of kept.keys()) starts.push((starts[index - 1] ?? 1) + (sizes[index - 1] ?? 0));
  const arrays = [
    `${add(kept.map(({ key }) => key))}::text[]`,
    `${add(ordinals)}::bigint[]`,
    `${add(starts)}::int[]`,
    `${add(sizes)}::int[]`,
  ];
  const all = add(kept.length === 1 ? kept[0]?.content : Buffer.concat(kept.map(({ content }) => content)));
  return `insert into local_slack.bytes (key, ordinal, content)
    select key, ordinal, substring(${all}::bytea from start for size)
    from unnest(${arrays.join(', ')}) as given (key, ordinal, start, size)
    on conflict (key) do update set content = excluded.content`;
}
