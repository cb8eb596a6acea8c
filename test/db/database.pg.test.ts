import { type Database, openDatabase } from '../../src/db/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let testDatabase: OpenTestDatabase;
let db: Database;

beforeAll(async () => {
  testDatabase = await openTestDatabase({ poolSize: 2 });
  db = testDatabase.database;
});

afterAll(() => testDatabase.close());

const team = (id: string) => ({ id, seen_at: new Date() });

test('a transaction that resolves is committed', async () => {
  await db.transaction(async (tx) => {
    await tx.slackTeam.create({ data: team('T1') });
  });
  expect(await db.prisma.slackTeam.count({ where: { id: 'T1' } })).toBe(1);
});

test('a transaction that throws is rolled back, and its error is rethrown', async () => {
  const failing = db.transaction(async (tx) => {
    await tx.slackTeam.create({ data: team('T2') });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await db.prisma.slackTeam.count({ where: { id: 'T2' } })).toBe(0);
});

test('Prisma and raw SQL see the same tables', async () => {
  await db.prisma.slackTeam.create({ data: team('T3') });
  const { rows } = await db.pool.query('SELECT id FROM havoc_internal.slack_team WHERE id = $1', ['T3']);
  expect(rows).toEqual([{ id: 'T3' }]);
});

test('a connection that the server ends is replaced by the next query', async () => {
  const other = openDatabase({ url: testDatabase.url, poolSize: 1 });
  const { rows } = await other.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await db.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await until(() => other.pool.totalCount === 0);
  await expect(other.prisma.slackTeam.count()).resolves.toBeGreaterThanOrEqual(0);
  await other.close();
});

test.each([
  ['the pool', (other: Database) => other.pool.query('SELECT pg_sleep(60)')],
  ['Prisma', (other: Database) => other.prisma.$executeRaw`SELECT pg_sleep(60)`],
  ['a transaction', (other: Database) => other.transaction((tx) => tx.$executeRaw`SELECT pg_sleep(60)`)],
])('a query by %s that gets no answer fails, and its connection is closed', async (_case, wait) => {
  const other = openDatabase({ url: testDatabase.url, poolSize: 1, answerWaitMs: 100 });
  await expect(wait(other)).rejects.toThrow(/timeout/);
  await until(() =>
    other.pool.query('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  await other.close();
});

test('a second close waits for the first', async () => {
  const other = openDatabase({ url: testDatabase.url });
  await Promise.all([other.close(), other.close()]);
  await expect(other.pool.query('SELECT 1')).rejects.toThrow(/after calling end/);
});
