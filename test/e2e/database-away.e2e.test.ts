import type { Database } from '../../src/db/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { mention } from '../support/mentions.js';
import { type CuttableProxy, startProxy } from '../support/proxy.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let database: OpenTestDatabase;
/** A connection without the proxy. */
let direct: Database;
let proxy: CuttableProxy;
let stack: Stack;
let handled: Map<string, number>;

beforeEach(async () => {
  database = await openTestDatabase();
  direct = database.database;
  const url = new URL(database.url);
  proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
  url.hostname = '127.0.0.1';
  url.port = `${proxy.port}`;
  stack = await startStack({
    slack: { retryDelaysMs: [200, 400, 800, 1_600, 3_200, 6_400] },
    environment: { DATABASE_URL: url.href },
  });
  handled = new Map();
});
afterEach(async () => {
  await stack.stop();
  proxy.close();
  await database.close();
});

/** The number of stored mentions, and the number of those that are not settled. */
async function stored(): Promise<{ all: number; unsettled: number }> {
  const { rows } = await direct.pool.query(
    `select count(*)::int as all, count(unsettled.id)::int as unsettled
     from havoc_internal.envelope left join havoc_internal.unsettled using (id)
     where envelope.name = 'app_mention'`,
  );
  return rows[0];
}

const failures = () =>
  stack.local.pushes().flatMap(({ attempts }) => attempts.filter(({ status }) => status === 500)).length;

test('no event is lost or handled twice when the database goes away and comes back', async () => {
  let finish = () => {};
  const away = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const app = stack.createApp();
  app.event('app_mention', async ({ event }) => {
    const number = /\d+$/.exec(event.text)?.[0] ?? '';
    handled.set(number, (handled.get(number) ?? 0) + 1);
    await away;
  });
  await app.start();
  await mention(stack.local, 0, 5);
  await until(() => handled.size === 5);
  proxy.cut();
  await mention(stack.local, 5, 10);
  await until(() => failures() >= 5);
  // The handlers finish while their acks cannot be stored.
  finish();
  await mention(stack.local, 10, 15);
  await until(() => failures() >= 20);
  proxy.restore();
  await until(() => handled.size === 15);
  await until(async () => (await stored()).unsettled === 0);
  expect(await stored()).toEqual({ all: 15, unsettled: 0 });
  expect([...handled.values()]).toEqual(Array(15).fill(1));
});

test('a backup that locks the tables does not delay a start that has to create partitions', async () => {
  const day = "to_char((now() + interval '2 days') at time zone 'utc', 'YYYYMMDD')";
  const { rows } = await direct.pool.query(`select ${day} as day`);
  for (const table of ['envelope', 'traffic'])
    await direct.pool.query(`drop table havoc_internal.${table}_${rows[0].day}`);
  const backup = await direct.pool.connect();
  await backup.query('begin');
  await backup.query('lock table havoc_internal.envelope, havoc_internal.traffic in access share mode');
  await stack.restartSidecar();
  await mention(stack.local, 0, 1);
  await until(async () => (await stored()).all === 1);
  await backup.query('rollback');
  backup.release();
  expect(await stored()).toEqual({ all: 1, unsettled: 1 });
});
