import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../../src/db/index.js';
import type { Inbox, LeaseRef } from '../../src/inbox/index.js';
import { CLAIM, envelope, IN_ORDER, type InboxDatabase, openInboxDatabase } from './open-inbox.js';

let tables: InboxDatabase;
let database: Database;
let inbox: Inbox;

beforeEach(async () => {
  tables = await openInboxDatabase();
  // Everything uses one connection, which keeps its plans.
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

/** Returns how many page accesses the table has had so far. */
async function pagesRead(): Promise<number> {
  await database.pool.query('select pg_stat_force_next_flush()');
  const { rows } = await database.pool.query(
    "select heap_blks_hit + heap_blks_read as pages from pg_statio_user_tables where relname = 'unsettled'",
  );
  return Number(rows[0]?.pages);
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

test('does not scan a table that a burst has left large and that is not vacuumed or analyzed yet', async () => {
  for (const number of numbers(20)) await commitAndSettle(`before ${number}`);
  const settled = await Promise.all(numbers(5_000).map((number) => commitAndSettle(`burst ${number}`)));
  expect(new Set(settled)).toEqual(new Set([true]));
  await inbox.backlog();

  const before = await pagesRead();
  for (const number of numbers(60)) {
    expect(await commitAndSettle(`after ${number}`)).toBe(true);
    expect(await inbox.claim(10, CLAIM)).toEqual([]);
  }
  // Reading the whole table would take somewhat more than a hundred pages each time.
  expect(((await pagesRead()) - before) / 60).toBeLessThan(50);
});

/**
 * Makes a backlog of `rows` envelopes in two workspaces. The first workspace has nine tenths of the
 * conversations.
 */
async function fill(rows: number, conversations: number): Promise<void> {
  const LOT = 2_000;
  for (let first = 0; first < rows; first += LOT)
    await database.pool.query(
      `with added as (
         insert into havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
         select (now() at time zone 'utc')::date, gen_random_uuid(), 'event', 'message',
           'T' || (n % $3 % 10 = 0)::int, 'x', now() - interval '1 hour'
         from generate_series($1::int, $2::int - 1) as n returning *)
       insert into havoc_internal.unsettled (id, day, dedupe_key, kind, name, team_id, order_key, received_at, not_before)
       select id, day, dedupe_key, kind, name, team_id, id % $3, received_at, received_at from added`,
      [first, Math.min(first + LOT, rows), conversations],
    );
  await database.pool.query('vacuum analyze havoc_internal.unsettled');
}

/** Returns how many pages a claim and its settlements access for each envelope. */
async function pagesForEach(kinds: string[] = ['event']): Promise<number> {
  const ordered = { kinds, names: [] };
  let claimed = 0;
  const before = await pagesRead();
  for (let turn = 0; turn < 12; turn++) {
    const heads = await inbox.claim(10, { ...CLAIM, ordered, followers: 20 });
    const all = heads.flatMap((head) => [head, ...head.followers]);
    claimed += all.length;
    await Promise.all(all.map((one) => inbox.settle({ ...one, outcome: 'acked' })));
  }
  return ((await pagesRead()) - before) / claimed;
}

test.each([
  ['10 conversations', 10],
  ['200 conversations', 200],
  ['conversations of ten envelopes', undefined],
])('in order, an envelope costs as much in a backlog of 20,000 in %s as in one of 500', async (_, count) => {
  const costs: number[] = [];
  for (const rows of [500, 20_000]) {
    await tables.empty();
    await fill(rows, count ?? rows / 10);
    costs.push(await pagesForEach());
  }
  const [small = 0, large = 0] = costs;
  expect(large).toBeLessThan(2 * small);
});

/** Returns how many pages are accessed for each envelope that is claimed behind a line. */
async function pagesForEachBehind(): Promise<number> {
  const heads = await inbox.claim(10, { ...CLAIM, ...IN_ORDER, followers: 20 });
  let lasts: LeaseRef[] = heads.flatMap(({ followers }) => followers.slice(-1));
  let claimed = 0;
  const before = await pagesRead();
  for (let turn = 0; turn < 8; turn++) {
    const lines = await inbox.claimBehind(lasts, { ...CLAIM, ...IN_ORDER, limit: 5 });
    claimed += lines.flat().length;
    lasts = lines.flatMap((line) => line.slice(-1));
  }
  return ((await pagesRead()) - before) / claimed;
}

test('claiming behind a line costs as much in a conversation of 2,000 as in one of 50', async () => {
  const costs: number[] = [];
  for (const rows of [500, 20_000]) {
    await tables.empty();
    await fill(rows, 10);
    costs.push(await pagesForEachBehind());
  }
  const [small = 0, large = 0] = costs;
  expect(large).toBeLessThan(2 * small);
});

test('without order, an envelope costs as much in a backlog of 20,000 as in one of 500', async () => {
  const costs: number[] = [];
  for (const rows of [500, 20_000]) {
    await tables.empty();
    await fill(rows, 200);
    costs.push(await pagesForEach([]));
  }
  const [small = 0, large = 0] = costs;
  expect(large).toBeLessThan(2 * small);
});

test('in order, a claim does not read the envelopes behind the first of their conversations', async () => {
  await fill(6_000, 10);
  for (let claimed = 0; claimed < 10; ) claimed += (await inbox.claim(10, { ...CLAIM, ...IN_ORDER })).length;
  const before = await pagesRead();
  for (let turn = 0; turn < 20; turn++) expect(await inbox.claim(10, { ...CLAIM, ...IN_ORDER })).toEqual([]);
  expect(((await pagesRead()) - before) / 20).toBeLessThan(100);
});
