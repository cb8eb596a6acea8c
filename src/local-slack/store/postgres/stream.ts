import type { QueryConfig } from 'pg';
import { fromColumn } from './column-text.js';
import type { DocRow } from './list-statement.js';
import type { Table } from './table.js';

interface BytesRow {
  key: string;
  content: Buffer;
  ordinal: string;
}

type Read<R> = (query: QueryConfig) => Promise<R[]>;

const DOCS_AT_ONCE = 1_000;
/** Few, since one content can take many megabytes. */
const CONTENTS_AT_ONCE = 4;

/** All documents of a table, in the order of their numbers. What is written meanwhile may be missing. */
export async function* streamDocs<D>({ sqlName }: Table, read: Read<DocRow>): AsyncGenerator<D> {
  const text = `select doc, ordinal from ${sqlName} where ordinal > $1 order by ordinal limit ${DOCS_AT_ONCE}`;
  for await (const { doc } of stream(text, DOCS_AT_ONCE, read)) yield JSON.parse(doc) as D;
}

/** All bytes, in the order in which their keys were first put. */
export async function* streamBytes(read: Read<BytesRow>): AsyncGenerator<{ key: string; content: Buffer }> {
  const text = `select key, content, ordinal from local_slack.bytes where ordinal > $1 order by ordinal
    limit ${CONTENTS_AT_ONCE}`;
  for await (const { key, content } of stream(text, CONTENTS_AT_ONCE, read))
    yield { key: fromColumn(key), content };
}

/** The rows of a query that selects the next ones after an ordinal. */
async function* stream<R extends { ordinal: string }>(
  text: string,
  atOnce: number,
  read: Read<R>,
): AsyncGenerator<R> {
  let last = '0';
  for (let isMore = true; isMore; ) {
    const rows = await read({ text, values: [last] });
    yield* rows;
    last = rows.at(-1)?.ordinal ?? last;
    isMore = rows.length === atOnce;
  }
}
