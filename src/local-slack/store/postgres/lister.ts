import type { QueryConfig } from 'pg';
import type { Held } from '../store.js';
import { type DocRow, type ListOptions, listStatement } from './list-statement.js';
import { createRecent } from './recent.js';
import type { Table } from './table.js';

/** Lists parts of groups, from memory or from the database. */
export interface Lister {
  list(options: ListOptions): Promise<Held<unknown>[]>;
  /** Call it when a commit is done, before anyone else learns of it, with the tables that it has changed. */
  forget(tables: Iterable<Table>): void;
  /** Call it when the tables may have changed in any way. */
  clear(): void;
}

export interface ListerOptions {
  read: (query: QueryConfig) => Promise<DocRow[]>;
  maxChars: number;
}

interface Entry {
  version: number;
  held: readonly Held<unknown>[];
}

/** Longer lists are read from the database each time. */
const MOST_CHARS = 50_000;

/**
 * Creates a lister that remembers short lists. Each change of a table makes its lists outdated. So this helps with
 * tables that seldom change. For example, every call of the Web API looks for the owner of its token.
 *
 * A read that began before the end of a commit may have the lists from before it, and is not remembered.
 */
export function createLister({ read, maxChars }: ListerOptions): Lister {
  const recent = createRecent<Entry>(maxChars);
  /** How often each table has changed. */
  const changes = new Map<Table, number>();
  let clears = 0;
  const versionOf = (table: Table) => (changes.get(table) ?? 0) + clears;

  return {
    async list(options) {
      const statement = listStatement(options);
      const id = JSON.stringify([statement.text, statement.values]);
      const version = versionOf(options.table);
      const known = recent.get(id);
      if (known?.version === version) return [...known.held];
      const rows = await read(statement);
      const held = rows.map(({ doc, ordinal }) => ({ doc: JSON.parse(doc), order: Number(ordinal) }));
      const chars = rows.reduce((sum, { doc }) => sum + doc.length, 0);
      if (chars <= MOST_CHARS && versionOf(options.table) === version)
        recent.set(id, { version, held: [...held] }, chars);
      return held;
    },
    forget(tables) {
      for (const table of tables) changes.set(table, (changes.get(table) ?? 0) + 1);
    },
    clear() {
      recent.clear();
      clears += 1;
    },
  };
}
