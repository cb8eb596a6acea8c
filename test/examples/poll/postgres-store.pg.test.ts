import pg from 'pg';
import { openPostgresStore } from '../../../examples/poll/src/postgres-store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { describeStore } from './store-contract.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describeStore(async () => {
  await pool.query('drop schema if exists poll cascade');
  return openPostgresStore(pool);
});

test('several processes may create the tables at once', async () => {
  await pool.query('drop schema if exists poll cascade');
  const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(pool)));
  expect(await Promise.all(stores.map((store) => store.find('1')))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
