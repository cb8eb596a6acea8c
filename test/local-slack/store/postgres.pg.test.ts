import type { Store } from '../../../src/local-slack/store/store.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { describeContract } from './contract.js';
import { openTestStore } from './open-test-store.js';

// With a small cache, most documents do not fit and are read from the tables.
describe.each([
  ['a large cache', 1_000_000],
  ['a small cache', 250],
  ['no cache', 0],
])('with %s', (_what, cacheChars) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await createDatabase();
    store = await openTestStore(database.url, { cacheChars });
  });

  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const open = async () => {
    await store.clear();
    return store;
  };
  describeContract({ open, runs: 30 });
});
