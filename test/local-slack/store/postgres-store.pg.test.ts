import { createDatabase as runTransactions } from '../../../src/local-slack/store/database.js';
import { createDatabase, type TestDatabase, withClient } from '../../support/database.js';
import { makeHostile } from '../../support/hostile-settings.js';
import { collect, notes, putOf } from './notes.js';
import { openTestStore } from './open-test-store.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(() => database.drop());

test('a store that is opened again has everything, in the same order', async () => {
  const before = await openTestStore(database.url);
  const docs = ['c', 'a', 'b'].map((id) => putOf(notes, { id, folder: 'x' }));
  await before.commit({ docs, bytes: [{ key: 'k', content: Buffer.from('content') }] });
  await before.close();

  const after = await openTestStore(database.url);
  await after.commit({ docs: [putOf(notes, { id: '0', folder: 'x' })], bytes: [] });
  expect((await after.list(notes, 'folder', 'x')).map(({ doc }) => doc.id)).toEqual(['c', 'a', 'b', '0']);
  expect((await after.find(notes, 'a'))?.doc).toEqual({ id: 'a', folder: 'x' });
  expect(await collect(after.allBytes())).toEqual([{ key: 'k', content: Buffer.from('content') }]);
  await after.close();
});

test('the table has the exact JSON', async () => {
  const store = await openTestStore(database.url);
  const doc = { text: ['\u0000', '\ud800', '😀', 1e21, { z: 1, a: 2 }], id: 'a' };
  await store.commit({ docs: [putOf(notes, doc)], bytes: [] });
  const { rows } = await withClient(database.url, (client) =>
    client.query('select doc from local_slack.test_notes'),
  );
  expect(rows).toEqual([{ doc: JSON.stringify(doc) }]);
  await store.close();
});

test('one commit can have 10,000 documents', async () => {
  const store = await openTestStore(database.url);
  const transactions = runTransactions(store);
  const text = 'a "quoted" \\ text '.repeat(20);
  const sizes = await transactions.transact(async (tx) => {
    for (let id = 0; id < 10_000; id++) tx.put(notes, { id: `n${id}`, folder: 'x', at: id, text });
    return [
      await tx.count(notes, 'folder', 'x'),
      (await tx.list(notes, 'time', 'x', { skip: 9_990 })).length,
    ];
  });
  expect(sizes).toEqual([10_000, 10]);
  expect(await store.count(notes, 'folder', 'x')).toBe(10_000);
  const newest = await store.list(notes, 'time', 'x', { newestFirst: true, limit: 2 });
  expect(newest.map(({ doc }) => doc.id)).toEqual(['n9999', 'n9998']);
  await store.close();
});

test('close waits for what was started, and refuses what comes later', async () => {
  const store = await openTestStore(database.url);
  const commit = store.commit({ docs: [putOf(notes, { id: 'a', folder: 'x' })], bytes: [] });
  const lists = Array.from({ length: 20 }, () => store.list(notes, 'folder', 'x'));
  const closing = [store.close(), store.close()];
  await expect(store.find(notes, 'a')).rejects.toMatchObject({ code: 'local_slack.store_closed' });
  await expect(collect(store.all(notes))).rejects.toMatchObject({ code: 'local_slack.store_closed' });
  await Promise.all([commit, ...lists, ...closing]);
  const again = await openTestStore(database.url);
  expect(await again.count(notes, 'folder', 'x')).toBe(1);
  await again.close();
});

test('hostile settings of the database change nothing', async () => {
  await makeHostile(database.url);
  const store = await openTestStore(database.url);
  const docs = [putOf(notes, { id: 'ü', folder: 'x' }), putOf(notes, { id: 'b', text: 'NULL' })];
  await store.commit({ docs, bytes: [{ key: 'k', content: Buffer.from([0, 92, 255]) }] });
  expect((await store.list(notes, 'folder', 'x')).map(({ doc }) => doc.id)).toEqual(['ü']);
  expect(await store.findBytes('k')).toEqual(Buffer.from([0, 92, 255]));
  await store.close();
});
