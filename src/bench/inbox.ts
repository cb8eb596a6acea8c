// npm run bench:inbox -- [--settled N] [--unsettled N] [--rounds N]
//
// Measures the inbox on a PostgreSQL that syncs to disk:
//
// - rows per second by batch size, compared with the simplest design: one table in which settled rows stay
// - the cost with millions of settled rows, compared with an empty table
// - the cost with a backlog of a million rows
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { withScope } from '../base/index.js';
import { type Database, migrate, openDatabase } from '../db/index.js';
import { startEmbeddedPostgres } from '../dev/index.js';
import { commit } from '../inbox/commit.js';
import {
  createInbox,
  dropPartitions,
  ensurePartitions,
  findPayload,
  type NewEnvelope,
} from '../inbox/index.js';
import { settle } from '../inbox/settle.js';
import { VERSION } from '../version.js';
import { percentile } from './figures.js';
import { commitToOneTable, finishInOneTable, ONE_TABLE } from './one-table.js';
import { keyAmong } from './settled-rows.js';

const { values: options } = parseArgs({
  options: {
    settled: { type: 'string', default: '10000000' },
    unsettled: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '30' },
  },
});
const SETTLED = Number(options.settled);
const UNSETTLED = Number(options.unsettled);
const ROUNDS = Number(options.rounds);
const SIZES = [1, 10, 100, 500];
const PAYLOAD = Buffer.from(JSON.stringify({ type: 'event_callback', filler: 'x'.repeat(1_200) }));
const CLAIM = { ordered: { kinds: [], names: [] }, maxAttempts: 20 };
const IN_ORDER = { ordered: { kinds: ['*'], names: [] } };

let made = 0;
function envelope(): NewEnvelope {
  made++;
  return {
    dedupeKey: `event:A1:Ev${made}:${process.pid}`,
    eventTime: new Date(),
    kind: 'event',
    name: 'app_mention',
    teamId: `T${made % 50}`,
    orderKey: `T${made % 50}:C${made % 1000}`,
    payload: PAYLOAD,
    retryNum: undefined,
    receivedAt: new Date(),
    replyBy: undefined,
    origin: undefined,
    lease: undefined,
    wantedBy: undefined,
  };
}

const envelopes = (count: number) => Array.from({ length: count }, envelope);
const leased = (count: number) => envelopes(count).map((one) => ({ ...one, lease: randomUUID() }));

async function took(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Measures the median and the p90 of each work. They take turns, so that other load on the machine affects all. */
async function inTurns(works: Record<string, () => Promise<number>>, rounds = ROUNDS) {
  const times = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
  for (const work of Object.values(works)) await work();
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) times.get(name)?.push(await work());
  }
  for (const [name, all] of times) report(name, percentile(all, 0.5), percentile(all, 0.9));
}

function report(name: string, medianMs: number, p90Ms?: number): void {
  const size = Number(/ of (\d+)$/.exec(name)?.[1] ?? 1);
  const rate = size > 1 ? `${Math.round((size * 1000) / medianMs)} rows/s` : '';
  const spread = p90Ms === undefined ? '' : `p90 ${p90Ms.toFixed(2).padStart(8)} ms`;
  console.log(`${name.padEnd(52)} ${medianMs.toFixed(2).padStart(9)} ms  ${spread.padEnd(16)} ${rate}`);
}

/** Commits and settles envelopes as in the common case: they are leased at the commit, so no claim is needed. */
async function commitAndSettle({ pool }: Database, given: NewEnvelope[]): Promise<void> {
  const committed = await commit(pool, given, { leaseMs: 30_000 });
  await settle(
    pool,
    committed.map(({ id = '' }, index) => ({ id, lease: given[index]?.lease ?? '' })),
    { tableRows: 0 },
  );
}

async function claimCycle(
  database: Database,
  inbox: ReturnType<typeof createInbox>,
  size: number,
): Promise<void> {
  await commit(database.pool, envelopes(size), { leaseMs: 30_000 });
  const claimed = await inbox.claim(size, CLAIM);
  await settle(database.pool, claimed, { tableRows: 0 });
}

/** Inserts settled rows with bulk SQL, half dated yesterday and half today. Each payload has 200 bytes. */
async function fill({ pool }: { pool: pg.Pool }, rows: number): Promise<void> {
  const chunk = 500_000;
  for (let first = 0; first < rows; first += chunk) {
    await pool.query(
      `insert into havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
       select (now() at time zone 'utc')::date - (n * 2 < $3)::int, ${keyAmong('n', '$3')}, 'event', 'app_mention', 'T' || n % 50,
         decode(repeat('78', 200), 'hex'), now()
       from generate_series($1::int, $2::int) as n`,
      [first, Math.min(first + chunk, rows) - 1, rows],
    );
    process.stderr.write(`\r${Math.min(first + chunk, rows)} settled rows`);
  }
  process.stderr.write('\n');
  await pool.query('vacuum analyze havoc_internal.envelope');
}

async function fillBacklog({ pool }: { pool: pg.Pool }, rows: number): Promise<void> {
  await pool.query(
    `with added as (
       insert into havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
       select (now() at time zone 'utc')::date, ${keyAmong('n', '$1')}, 'event',
         case when n % 10 = 0 then 'message' else 'app_mention' end,
         case when n % 20 = 0 then 'T' || n % 2000 else 'T-flood' end, decode(repeat('78', 200), 'hex'), now()
       from generate_series(1, $1::int) as n returning *)
     insert into havoc_internal.unsettled (id, day, dedupe_key, kind, name, team_id, order_key, received_at, not_before)
     select id, day, dedupe_key, kind, name, team_id, id % 5000, received_at, now() - (10000000 - id) * interval '1 ms'
     from added`,
    [rows],
  );
  await pool.query('vacuum analyze havoc_internal.unsettled');
}

await withScope(async (scope) => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-bench-'));
  scope.onRelease(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    durable: true,
    ephemeral: true,
  });
  scope.onRelease(() => postgres.stop());
  const admin = new pg.Pool({ connectionString: postgres.url });
  scope.onRelease(() => admin.end());

  async function open(name: string): Promise<Database & { bulk: pg.Pool }> {
    await admin.query(`create database ${name}`);
    const url = new URL(postgres.url);
    url.pathname = name;
    await migrate({ url: url.href, version: VERSION });
    const database = openDatabase({ url: url.href });
    scope.onRelease(() => database.close());
    const bulk = new pg.Pool({ connectionString: url.href, max: 1 });
    scope.onRelease(() => bulk.end());
    await ensurePartitions(database.pool);
    return { ...database, bulk };
  }
  const inboxOf = ({ pool }: Database) => createInbox({ pool, leaseMs: 30_000, replica: randomUUID() });

  const empty = await open('empty');
  await empty.pool.query(ONE_TABLE);
  console.log('\nBatches, durable');
  for (const size of SIZES) {
    await inTurns({
      [`one table: commit of ${size}`]: async () => {
        const given = envelopes(size);
        let ids: string[] = [];
        const ms = await took(async () => {
          ids = await commitToOneTable(empty.pool, given);
        });
        await finishInOneTable(empty.pool, ids);
        return ms;
      },
      [`now: commit of ${size}`]: async () => {
        const given = leased(size);
        let done: { id: string | undefined }[] = [];
        const ms = await took(async () => {
          done = await commit(empty.pool, given, { leaseMs: 30_000 });
        });
        await settle(
          empty.pool,
          done.map(({ id = '' }, index) => ({ id, lease: given[index]?.lease ?? '' })),
          { tableRows: 0 },
        );
        return ms;
      },
      [`one table: commit, claim, settle of ${size}`]: () => {
        const given = envelopes(size);
        return took(async () => finishInOneTable(empty.pool, await commitToOneTable(empty.pool, given)));
      },
      [`now: commit, claim, settle of ${size}`]: () => took(() => claimCycle(empty, inboxOf(empty), size)),
      [`now: commit leased, settle of ${size}`]: () => {
        const given = leased(size);
        return took(() => commitAndSettle(empty, given));
      },
    });
  }

  console.log(`\n${SETTLED} settled rows beside an empty table`);
  const full = await open('filled');
  await fill({ pool: full.bulk }, SETTLED);
  await admin.query('checkpoint');
  const [inEmpty, inFull] = [inboxOf(empty), inboxOf(full)];
  for (const size of [1, 100]) {
    await inTurns(
      {
        [`empty: commit, claim, settle of ${size}`]: () => took(() => claimCycle(empty, inEmpty, size)),
        [`full: commit, claim, settle of ${size}`]: () => took(() => claimCycle(full, inFull, size)),
        [`empty: commit leased, settle of ${size}`]: () => took(() => commitAndSettle(empty, leased(size))),
        [`full: commit leased, settle of ${size}`]: () => took(() => commitAndSettle(full, leased(size))),
      },
      3 * ROUNDS,
    );
  }
  const { rows: some } = await full.pool.query(
    'select min(id) + count(*) / 3 as id from havoc_internal.envelope',
  );
  report(
    'full: payload by id, as traffic reads it',
    await took(() => findPayload(full.pool, BigInt(some[0].id))),
  );

  console.log(`\n${UNSETTLED} unsettled`);
  await fillBacklog({ pool: full.bulk }, UNSETTLED);
  const except = { kinds: [], names: [{ kind: 'event', name: 'app_mention' }] };
  const claimOf =
    (claimOptions: object, inbox = inboxOf(full)) =>
    async () => {
      let claimed: Awaited<ReturnType<typeof inbox.claim>> = [];
      const ms = await took(async () => {
        claimed = await inbox.claim(200, { ...CLAIM, ...claimOptions });
      });
      await settle(full.pool, claimed, { tableRows: 1_000_000 });
      return ms;
    };
  await inTurns({
    'backlog: claim the oldest, batch of 200': () => claimOf({})(),
    'backlog: claim by shares, 100 teams, batch of 200': claimOf({}),
    'backlog: claim past 900,000 excepted, batch of 200': () => claimOf({ except })(),
    'backlog: claim by shares past these, batch of 200': claimOf({ except }),
    'backlog: claim in order, batch of 200': claimOf(IN_ORDER),
    'backlog: commit leased, settle of 100': () => took(() => commitAndSettle(full, leased(100))),
    'backlog: count': () => took(() => inFull.backlog()),
  });
  let drained = 0;
  const drainer = inboxOf(full);
  const drainMs = await took(async () => {
    for (let turn = 0; turn < 100; turn++) {
      const claimed = await drainer.claim(500, CLAIM);
      await settle(full.pool, claimed, { tableRows: 1_000_000 });
      drained += claimed.length;
    }
  });
  console.log(
    `backlog: drained by one process, one claim at a time: ${Math.round((drained * 1000) / drainMs)} rows/s`,
  );
  console.log('\nOld days');
  await full.pool.query('truncate havoc_internal.unsettled');
  let dropping = true;
  const waits: number[] = [];
  const probe = (async () => {
    while (dropping) waits.push(await took(() => commit(full.pool, leased(1), { leaseMs: 30_000 })));
  })();
  await full.pool.query('checkpoint');
  waits.length = 0;
  const dropMs = await took(() => dropPartitions(full.pool, 0));
  dropping = false;
  await probe;
  report(`drop of a day with ${SETTLED / 2} rows`, dropMs);
  report('slowest commit during the drop', Math.max(...waits));
  await scope.release();
});
