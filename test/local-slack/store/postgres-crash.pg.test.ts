import { createDatabase, type TestDatabase } from '../../support/database.js';
import { runSource } from '../../support/process.js';
import { collect, notes, tags } from './notes.js';
import { openTestStore } from './open-test-store.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(() => database.drop());

test('after a process was killed, each acknowledged commit is there, and each commit is whole', async () => {
  let next = 0;
  for (const enough of [5, 40, 150, 333]) {
    const child = runSource('test/local-slack/endless-commits-app.ts', [database.url, String(next)]);
    await child.line(new RegExp(`^committed ${next + enough}$`));
    await child.end('SIGKILL');
    const acknowledged = child.lines().map((line) => Number(line.replace('committed ', '')));

    const store = await openTestStore(database.url);
    const ids = (await collect(store.all(notes))).map(({ id }) => id);
    // The last commit may have been made without an acknowledgement.
    const newest = acknowledged.at(-1) ?? -1;
    expect([newest + 1, newest + 2]).toContain(ids.length);
    expect(ids).toEqual(ids.map((_, number) => `n${number}`));
    expect((await collect(store.all(tags))).map(({ name }) => name)).toEqual(ids);
    expect((await collect(store.allBytes())).map(({ key }) => key)).toEqual(ids);
    await store.close();
    next = ids.length;
  }
});
