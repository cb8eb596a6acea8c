import type { Database } from '../../src/db/index.js';
import type { Written } from './secrets.js';

/** Reads the content of all of havoc's tables. Bytes are as they are, other values as JSON, one in each line. */
export async function readTables({ pool }: Pick<Database, 'pool'>): Promise<Written[]> {
  const { rows: names } = await pool.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relnamespace = 'havoc_internal'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  );
  const tables: Written[] = [];
  for (const { name } of names) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from ${name}`);
    const values = rows.flatMap((row) => Object.values(row));
    const lines = values.flatMap((value) => [
      value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value) ?? ''),
      Buffer.from('\n'),
    ]);
    tables.push({ sink: `the table ${name}`, bytes: Buffer.concat(lines) });
  }
  return tables;
}
