import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { openOwner } from '../../../src/local-slack/store/postgres/owner.js';
import type { Store } from '../../../src/local-slack/store/store.js';
import { createDatabase, type TestDatabase, withClient } from '../../support/database.js';
import { type CuttableProxy, startProxy } from '../../support/proxy.js';
import { until } from '../../support/until.js';
import { collect, notes, putOf } from './notes.js';
import { openTestStore } from './open-test-store.js';

let database: TestDatabase;
let proxy: CuttableProxy;
/** The database behind the proxy. */
let url: string;

beforeEach(async () => {
  database = await createDatabase();
  const { hostname, port } = new URL(database.url);
  proxy = await startProxy({ host: hostname, port: Number(port) });
  const near = new URL(database.url);
  near.host = `127.0.0.1:${proxy.port}`;
  url = near.href;
});

afterEach(async () => {
  proxy.close();
  await database.drop();
});

const put = (store: Store, id: string) =>
  store.commit({ docs: [putOf(notes, { id, folder: 'x' })], bytes: [] });
const ids = async (store: Store) => (await collect(store.all(notes))).map(({ id }) => id);

test('a second store of the same database is refused, until the first is closed', async () => {
  const first = await openTestStore(database.url);
  await expect(openTestStore(database.url)).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'local_slack.database_in_use',
    message: expect.stringContaining(`havoc local Slack ${process.pid}@`),
  });
  await put(first, 'a');
  await first.close();
  const second = await openTestStore(database.url);
  expect(await ids(second)).toEqual(['a']);
  await second.close();
});

test('stores of two databases do not disturb each other', async () => {
  const other = await createDatabase();
  const stores = [await openTestStore(database.url), await openTestStore(other.url)];
  for (const store of stores) await store.close();
  await other.drop();
});

test('no commit is lost or repeated when the connection breaks before or after it', async () => {
  const store = await openTestStore(url);
  const expected = Array.from({ length: 40 }, (_, index) => `n${index}`);
  for (const [index, id] of expected.entries()) {
    const carried = proxy.carried();
    const commit = put(store, id);
    // The first chunks carry the statement to the server, and the next ones carry its answer back.
    for (let turn = 0; turn < index % 8 && proxy.carried() < carried + 2; turn++) await nextTurn();
    proxy.cut();
    proxy.restore();
    const found = store.find(notes, id);
    await commit;
    expect([undefined, id]).toContain((await found)?.doc.id);
    expect((await store.find(notes, id))?.doc.id).toBe(id);
  }
  expect(await ids(store)).toEqual(expected);
  await store.close();
});

test('after a commit that failed or not, reads see what the database has', async () => {
  const store = await openTestStore(url, { retakeMs: 20 });
  for (let text = 0; text < 10; text++) {
    const before = await store.find(notes, 'a');
    const carried = proxy.carried();
    const commit = store.commit({ docs: [putOf(notes, { id: 'a', text })], bytes: [] });
    await until(() => proxy.carried() > carried);
    proxy.cut();
    const result = await commit.catch((error) => error.code);
    expect([undefined, 'local_slack.database_unavailable']).toContain(result);
    proxy.restore();
    const found = await store.find(notes, 'a');
    const { rows } = await withClient(database.url, (client) =>
      client.query<{ doc: string }>('select doc from local_slack.test_notes'),
    );
    expect(found?.doc).toEqual(rows[0] && JSON.parse(rows[0].doc));
    expect([before?.doc.text, text]).toContain(found?.doc.text);
  }
  await store.close();
});

test('reads and commits continue after the server has ended all connections', async () => {
  const store = await openTestStore(database.url);
  await put(store, 'a');
  await withClient(database.url, (client) =>
    client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    ),
  );
  expect((await store.list(notes, 'folder', 'x')).length).toBe(1);
  await put(store, 'b');
  expect(await ids(store)).toEqual(['a', 'b']);
  await store.close();
});

test('a store is over once another process has opened the world meanwhile', async () => {
  const first = await openTestStore(url);
  await put(first, 'a');
  expect(await first.find(notes, 'a')).toBeDefined();
  proxy.cut();
  const second = await openTestStore(database.url);
  await put(second, 'b');
  await second.close();
  proxy.restore();
  const refusal = { kind: 'failed_precondition', code: 'local_slack.database_in_use' };
  await expect(put(first, 'c')).rejects.toMatchObject(refusal);
  await expect(first.find(notes, 'a')).rejects.toMatchObject(refusal);
  await first.close();
  const third = await openTestStore(database.url);
  expect(await ids(third)).toEqual(['a', 'b']);
  await third.close();
});

test('calls fail while the database is away, and succeed once it is back', async () => {
  const retaken: string[] = [];
  const prepare = async () => undefined;
  await (await openTestStore(database.url)).close();
  const owner = await openOwner({ url, prepare, onRetaken: () => retaken.push('yes'), retakeMs: 100 });
  proxy.cut();
  await expect(owner.run({ text: 'select 1 as one' })).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'local_slack.database_unavailable',
  });
  expect(owner.isHeld()).toBe(false);
  proxy.restore();
  expect(await owner.run({ text: 'select 1 as one' })).toEqual([{ one: 1 }]);
  expect([owner.isHeld(), retaken]).toEqual([true, ['yes']]);
  await owner.close();
});

test('a statement that PostgreSQL refuses fails at once, and the next one runs', async () => {
  const store = await openTestStore(database.url);
  await withClient(database.url, (client) =>
    client.query("alter table local_slack.test_notes add check (key <> 'bad')"),
  );
  await put(store, 'a');
  await expect(put(store, 'bad')).rejects.toMatchObject({ code: '23514' });
  await put(store, 'b');
  expect(await ids(store)).toEqual(['a', 'b']);
  expect(await store.find(notes, 'bad')).toBeUndefined();
  await store.close();
});

test('a server that does not answer is named, and the password is not', async () => {
  const store = await openTestStore(url);
  proxy.cut();
  const wrong = new URL(database.url);
  wrong.password = 'xylophone';
  wrong.pathname = '/nowhere';
  const closedPort = new URL(wrong);
  closedPort.host = `127.0.0.1:${proxy.port}`;
  for (const one of [wrong.href, closedPort.href]) {
    const thrown = await openTestStore(one).catch((error) => error);
    expect(thrown).toMatchObject({
      kind: 'unavailable',
      code: 'local_slack.database_unavailable',
      cause: expect.any(Error),
    });
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('xylophone');
  }
  await store.close();
});

test.each([
  'postgresql://user:xylo/phone@host/db',
  'postgresql://user:xylo#phone@host/db',
  'host=localhost password=xylophone',
  'postgresql://user:xylophone@host:port/db',
  'postgresql://user:xylophone@host/db?sslrootcert=/nowhere/ca.pem&sslmode=verify-full',
])('the URL %s is refused without showing it', async (bad) => {
  const thrown = await openTestStore(bad).catch((error) => error);
  expect(thrown).toMatchObject({ kind: 'invalid_argument', code: 'local_slack.bad_database_url' });
  expect(inspect(thrown, { depth: 9, showHidden: true })).not.toMatch(/xylo|phone/);
});
