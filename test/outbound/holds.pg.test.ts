import { createHolds } from '../../src/outbound/holds.js';
import { join, type Member } from '../fleet/fleets.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let created: TestDatabase;
let here: Member;
let there: Member;
beforeAll(async () => {
  created = await createTestDatabase();
  here = await join(created.url);
  there = await join(created.url);
});
afterAll(async () => {
  await here.stop();
  await there.stop();
  await created.drop();
});

test('a hold on one replica also holds the calls of another replica', async () => {
  const mine = createHolds({ elapsed: () => 0, fleet: here.fleet });
  const theirs = createHolds({ elapsed: () => 1_000, fleet: there.fleet });
  await until(() => here.fleet.others().length === 1);
  mine.hold('users.info:T1', 60_000);
  await until(() => theirs.leftMs('users.info:T1') > 0);
  expect(theirs.leftMs('users.info:T1')).toBe(60_000);
  expect(theirs.leftMs('users.list:T1')).toBe(0);
});
