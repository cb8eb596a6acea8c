import { emptyTables } from '../../src/db/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';

let opened: OpenTestDatabase;
beforeEach(async () => {
  opened = await openTestDatabase();
});
afterEach(() => opened.close());

async function query<Row>(sql: string): Promise<Row[]> {
  const { rows } = await opened.database.pool.query(sql);
  return rows;
}

/** A value of each type. */
const ANY: Record<string, string> = {
  bigint: '1',
  boolean: 'true',
  bytea: "''",
  date: 'now()',
  'double precision': '1',
  integer: '1',
  text: "''",
  'timestamp with time zone': 'now()',
  uuid: 'gen_random_uuid()',
};

/** The tables, with the columns that a row must have. */
const REQUIRED = `
  select c.relname as table, array_agg(a.attname || ':' || regexp_replace(format_type(a.atttypid, a.atttypmod), '\\(\\d\\)', ''))
    filter (where a.attnotnull and not a.atthasdef) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
  where c.relnamespace = 'havoc_internal'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname <> '_prisma_migrations'
  group by 1
  -- Tables that others refer to come first.
  order by (select count(*) from pg_constraint where conrelid = min(c.oid) and contype = 'f'), 1`;

test('deletes everything except the tables, the data of an app and the id counters', async () => {
  const tables = await query<{ table: string; columns: string[] }>(REQUIRED);
  expect(tables.length).toBeGreaterThan(10);
  for (const { table, columns } of tables) {
    const fields = columns.map((column) => column.split(':'));
    const names = fields.map(([name]) => `"${name}"`);
    const values = fields.map(([, type = '']) => ANY[type]);
    await query(`insert into havoc_internal."${table}" (${names}) values (${values})`);
  }
  await query('create schema poll; create table poll.act as select 1 as id');
  const [before] = await query<{ id: number }>("select nextval('havoc_internal.envelope_id_seq')::int as id");

  await emptyTables(opened.url);

  for (const { table } of tables) expect(await query(`select from havoc_internal."${table}"`)).toEqual([]);
  expect(await query('select id from poll.act')).toEqual([{ id: 1 }]);
  expect(await query("select nextval('havoc_internal.envelope_id_seq')::int as id")).toEqual([
    { id: Number(before?.id) + 1 },
  ]);
  expect(await query('select from havoc_internal._prisma_migrations')).not.toEqual([]);
});
