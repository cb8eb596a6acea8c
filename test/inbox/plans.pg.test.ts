import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../../src/db/index.js';
import type { Inbox } from '../../src/inbox/index.js';
import { CLAIM, envelope, type InboxDatabase, openInboxDatabase } from './open-inbox.js';

let tables: InboxDatabase;
let database: Database;
let inbox: Inbox;

beforeEach(async () => {
  tables = await openInboxDatabase();
  // All over one connection, which keeps its plans.
  database = openDatabase({ url: tables.url, poolSize: 1 });
  inbox = tables.open({ pool: database.pool });
  await database.pool.query('alter table havoc_internal.unsettled set (autovacuum_enabled = off)');
});

afterEach(async () => {
  await database.close();
  await tables.close();
});

async function commitAndSettle(dedupeKey: string): Promise<boolean> {
  const lease = randomUUID();
  const { id = '' } = await inbox.commit(envelope({ dedupeKey, lease }));
  return inbox.settle({ id, lease, outcome: 'acked' });
}

/** How many of the table's pages were looked at till now, one as often as it was. */
async function pagesRead(): Promise<number> {
  await database.pool.query('select pg_stat_force_next_flush()');
  const { rows } = await database.pool.query(
    "select heap_blks_hit + heap_blks_read as pages from pg_statio_user_tables where relname = 'unsettled'",
  );
  return Number(rows[0]?.pages);
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

test('does not read through a table that a burst has left large, which nobody has swept or looked at yet', async () => {
  for (const number of numbers(20)) await commitAndSettle(`before ${number}`);
  const settled = await Promise.all(numbers(5_000).map((number) => commitAndSettle(`burst ${number}`)));
  expect(new Set(settled)).toEqual(new Set([true]));
  await inbox.backlog();

  const before = await pagesRead();
  for (const number of numbers(60)) {
    expect(await commitAndSettle(`after ${number}`)).toBe(true);
    expect(await inbox.claim(10, CLAIM)).toEqual([]);
  }
  // Some more than a hundred pages, each time, would be the whole table.
  expect(((await pagesRead()) - before) / 60).toBeLessThan(50);
});
