import type { FleetOptions } from '../../src/fleet/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { cutListeners, join, type Member } from './fleets.js';

let created: TestDatabase;
let members: Member[];

beforeAll(async () => {
  created = await createTestDatabase();
});

afterAll(() => created.drop());

beforeEach(() => {
  members = [];
});

afterEach(async () => {
  for (const member of members) await member.stop();
});

async function add(options: Partial<FleetOptions> = {}): Promise<Member> {
  const member = await join(created.url, options);
  members.push(member);
  return member;
}

async function listed(): Promise<string[]> {
  const [{ database }] = members as [Member];
  const { rows } = await database.pool.query('select id from havoc_internal.replica order by started_at');
  return rows.map(({ id }) => id);
}

const idsOf = ({ fleet }: Member) => fleet.others().map(({ replica }) => replica);
const COMMANDS = [{ declarations: [{ kind: 'command', matches: [] }], ordered: true }];

test('replicas that join or leave are known at once', async () => {
  const a = await add();
  expect(a.fleet.others()).toEqual([]);
  const b = await add();
  expect(idsOf(b)).toEqual([a.fleet.replica]);
  await until(() => a.fleet.others().length === 1, 1_000);
  expect(idsOf(a)).toEqual([b.fleet.replica]);
  await b.stop();
  await until(() => a.fleet.others().length === 0, 1_000);
  expect(await listed()).toEqual([a.fleet.replica]);
});

test('a declaration reaches the others at once, and only once', async () => {
  const [a, b] = [await add(), await add()];
  await until(() => a.fleet.others().length === 1);
  let changes = 0;
  a.fleet.onChange(() => changes++);
  b.fleet.declare(COMMANDS);
  await until(() => changes > 0, 1_000);
  expect(a.fleet.others()).toMatchObject([{ replica: b.fleet.replica, handles: COMMANDS }]);
  b.fleet.declare(structuredClone(COMMANDS));
  b.fleet.notify('after');
  await new Promise<void>((resolve) => a.fleet.on('after', () => resolve()));
  expect(changes).toBe(1);
});

test('a pattern may contain characters that jsonb refuses', async () => {
  const [a, b] = [await add(), await add()];
  const declarations = [{ kind: 'event', matches: [{ property: 'type', pattern: { source: '\u0000' } }] }];
  b.fleet.declare([{ declarations, ordered: false }]);
  await until(() => a.fleet.others()[0]?.handles.length === 1, 1_000);
  expect(a.fleet.others()[0]?.handles).toEqual([{ declarations, ordered: false }]);
});

test('a replica without heartbeats counts as dead by the database’s clock, and its row is deleted', async () => {
  const [a, b] = [await add({ beatMs: 20, deadAfterMs: 300 }), await add({ beatMs: 20, deadAfterMs: 300 })];
  await until(() => a.fleet.others().length === 1);
  await b.fallSilent();
  await until(() => a.fleet.others().length === 0);
  expect(await listed()).toEqual([a.fleet.replica]);
});

test('a live replica that counted as dead comes back', async () => {
  const [a, b] = [await add({ beatMs: 20 }), await add({ beatMs: 20 })];
  await until(() => a.fleet.others().length === 1);
  await a.database.pool.query('delete from havoc_internal.replica where id = $1', [b.fleet.replica]);
  await until(async () => (await listed()).includes(b.fleet.replica));
  await until(() => a.fleet.others().length === 1);
  expect(idsOf(a)).toEqual([b.fleet.replica]);
});

test('a notice reaches its receivers, but not its sender', async () => {
  const [a, b, c] = [await add(), await add(), await add()];
  await until(() => a.fleet.others().length === 2);
  const heard: string[] = [];
  for (const [name, { fleet }] of Object.entries({ a, b, c }))
    fleet.on('news', (payload) => heard.push(`${name} ${JSON.stringify(payload)}`));
  a.fleet.notify('news', { id: 1 });
  a.fleet.notify('news', { id: 2 }, c.fleet.replica);
  await until(() => heard.length === 3);
  expect(heard.sort()).toEqual(['b {"id":1}', 'c {"id":1}', 'c {"id":2}']);
});

test('many notices on a topic make few notifications', async () => {
  const [a, b] = [await add({ gatherMs: 50 }), await add()];
  await until(() => a.fleet.others().length === 1);
  const heard: unknown[] = [];
  let notifications = 0;
  b.listener.listen('havoc_fleet', (text) => {
    if (text.includes('"news"')) notifications++;
  });
  b.fleet.on('news', (payload) => heard.push(payload));
  for (let id = 0; id < 100; id++) a.fleet.notify('news', { id });
  await until(() => heard.length === 100);
  expect(heard).toEqual(Array.from({ length: 100 }, (_, id) => ({ id })));
  expect(notifications).toBe(2);
});

test('a lone replica sends no notifications', async () => {
  const a = await add();
  const { pool } = a.database;
  await until(() => pool.idleCount === pool.totalCount && pool.waitingCount === 0);
  let asked = 0;
  pool.on('acquire', () => asked++);
  a.fleet.notify('news', { id: 1 });
  await a.fleet.stop();
  // This is the statement that takes the replica off the list when it leaves.
  expect(asked).toBe(1);
});

test('after its listening connection breaks, a replica reconnects and reads the list again', async () => {
  const [a, b] = [await add({ beatMs: 60_000 }), await add({ beatMs: 60_000 })];
  await until(() => a.fleet.others().length === 1);
  const hearsAgain = new Promise<void>((resolve) => a.listener.onConnected(resolve));
  expect(await cutListeners(b.database)).toBe(2);
  await until(() => !a.listener.isConnected());
  b.fleet.declare(COMMANDS);
  await hearsAgain;
  await until(() => a.fleet.others()[0]?.handles.length === 1);
  const heard = new Promise((resolve) => a.fleet.on('news', resolve));
  b.fleet.notify('news', { id: 1 });
  expect(await heard).toEqual({ id: 1 });
});

test('gathered notices are sent before a replica stops', async () => {
  const [a, b] = [await add({ gatherMs: 60_000 }), await add()];
  await until(() => a.fleet.others().length === 1);
  const heard: unknown[] = [];
  b.fleet.on('news', (payload) => heard.push(payload));
  a.fleet.notify('news', { id: 1 });
  a.fleet.notify('news', { id: 2 });
  await a.stop();
  await until(() => heard.length === 2);
  expect(heard).toEqual([{ id: 1 }, { id: 2 }]);
});
