import { prepareTables } from '../../src/cli/dev/database.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';

let opened: OpenTestDatabase;
beforeEach(async () => {
  opened = await openTestDatabase();
  await opened.database.pool.query(
    "insert into havoc_internal.slack_team (id, seen_at) values ('T1', now())",
  );
});
afterEach(() => opened.close());

async function prepare(options: { isOwn: boolean; isNewWorld: boolean; reset: boolean }) {
  const lines: string[] = [];
  await prepareTables(
    { DATABASE_URL: opened.url, DATABASE_DIRECT_URL: undefined },
    { ...options, onProgress: (line) => lines.push(line) },
  );
  const { rowCount } = await opened.database.pool.query('select from havoc_internal.slack_team');
  return { kept: rowCount === 1, said: lines.join('\n') };
}

const own = { isOwn: true, reset: false };
const given = { isOwn: false, reset: false };

test('empties the embedded database for a new world of the local Slack', async () => {
  expect(await prepare({ ...own, isNewWorld: true })).toEqual({ kept: false, said: '' });
});

test('keeps the data of a real workspace and of a world that exists', async () => {
  expect(await prepare({ ...own, isNewWorld: false })).toEqual({ kept: true, said: '' });
  expect(await prepare({ ...given, isNewWorld: false })).toEqual({ kept: true, said: '' });
});

test('keeps the data in a database that DATABASE_URL names, and warns about old events', async () => {
  expect(await prepare({ ...given, isNewWorld: true })).toEqual({
    kept: true,
    said: 'The database in DATABASE_URL may contain events of an earlier local Slack. havoc delivers them again. Use --reset to drop them.',
  });
});

test.each([own, given])('empties the tables on request, %j', async (database) => {
  const { kept } = await prepare({ ...database, isNewWorld: false, reset: true });
  expect(kept).toBe(false);
});
