import type { QueryConfig } from 'pg';
import type { Range } from '../store.js';
import { toColumn, toIndexedColumn } from './column-text.js';
import { groupColumn, placeColumn, type Table } from './table.js';

/** Which documents a list has. */
export interface ListOptions {
  table: Table;
  index: string;
  group: string;
  range?: Range;
}

/** A document as a table holds it. */
export interface DocRow {
  doc: string;
  ordinal: string;
}

const CONDITIONS = { after: '>', from: '>=', before: '<', to: '<=' } as const;

/** Selects a part of a group, as `DocRow`s in the order of the index. */
export function listStatement({ table, index, group, range = {} }: ListOptions): QueryConfig {
  const values: unknown[] = [toIndexedColumn(group)];
  const add = (value: unknown) => `$${values.push(value)}`;
  const column = table.columns.find(({ name }) => name === placeColumn(index))?.name;
  const conditions = [`${groupColumn(index)} = $1`];
  for (const [name, operator] of Object.entries(CONDITIONS)) {
    const place = range[name as keyof typeof CONDITIONS];
    if (place !== undefined) conditions.push(`${column ?? "''"} ${operator} ${add(toColumn(place))}`);
  }
  const direction = range.newestFirst ? 'desc' : 'asc';
  const order = [...(column ? [column] : []), 'ordinal'].map((one) => `${one} ${direction}`);
  const parts = [
    `select doc, ordinal from ${table.sqlName} where ${conditions.join(' and ')} order by ${order.join(', ')}`,
    ...(Number.isFinite(range.limit) ? [`limit ${add(range.limit)}`] : []),
    ...(range.skip ? [`offset ${add(range.skip)}`] : []),
  ];
  return { text: parts.join(' '), values };
}

export function countStatement({ table, index, group }: Omit<ListOptions, 'range'>): QueryConfig {
  return {
    text: `select count(*) as size from ${table.sqlName} where ${groupColumn(index)} = $1`,
    values: [toIndexedColumn(group)],
  };
}
