import { type AwaitedEnvelope, createReplies, type Replies } from '../../src/replies/index.js';
import { cutListeners, join, log, type Member } from '../fleet/fleets.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';

/** A replica, with its record of late replies. */
interface Replica extends Member {
  replies: Replies;
  late: string[];
}

let created: TestDatabase;
let a: Replica;
let b: Replica;
let replicas: Replica[];
let lastId = 0;

beforeAll(async () => {
  created = await createTestDatabase();
});

afterAll(() => created.drop());

beforeEach(async () => {
  replicas = [];
  a = await add();
  b = await add();
  await until(() => a.fleet.others().some(({ replica }) => replica === b.fleet.replica));
});

afterEach(async () => {
  for (const { replies, stop } of replicas) {
    await replies.stop();
    await stop();
  }
});

async function add({ leftAfterMs = 60_000, sweepMs = 60_000, url = created.url } = {}): Promise<Replica> {
  const member = await join(url);
  const late: string[] = [];
  const replies = createReplies({
    pool: member.database.pool,
    fleet: member.fleet,
    replyLate: async ({ id, kind, payload }, json) => void late.push(`${id} ${kind} ${payload} ${json}`),
    log,
    pollMs: 20,
    leftAfterMs,
    sweepMs,
  });
  const replica = { ...member, replies, late };
  replicas.push(replica);
  return replica;
}

/** Makes an attempt at an envelope whose request waits at A. */
function attempt(change: Partial<AwaitedEnvelope> = {}): AwaitedEnvelope {
  const lease = `00000000-0000-4000-8000-${String(++lastId).padStart(12, '0')}`;
  const replyBy = new Date(Date.now() + 2_500);
  const origin = a.fleet.replica;
  return { id: `${lastId}`, lease, kind: 'command', payload: Buffer.from('{}'), replyBy, origin, ...change };
}

async function left(): Promise<number> {
  const { rowCount } = await b.database.pool.query('select from havoc_internal.pending_reply');
  return rowCount ?? 0;
}

const wait = ({ id }: AwaitedEnvelope, budgetMs = 10_000) => a.replies.expect().within(id, budgetMs);
const json = (text: string) => Buffer.from(text);

test('a reply reaches the request that waits at another replica, and nothing stays stored', async () => {
  const envelope = attempt();
  const answer = wait(envelope);
  expect(await b.replies.reply(envelope, json('{"text":"hi","blocks":[]}'))).toBe(true);
  expect(await answer).toEqual({ type: 'reply', json: json('{"text":"hi","blocks":[]}') });
  expect(await left()).toBe(0);
  b.replies.settled(envelope);
  await b.replies.stop();
  expect([await left(), a.late, b.late]).toEqual([0, [], []]);
});

test('a reply at the replica where the request waits does not use the database', async () => {
  const envelope = attempt();
  const answer = wait(envelope);
  let asked = 0;
  a.database.pool.on('acquire', () => asked++);
  expect(await a.replies.reply(envelope, json('{}'))).toBe(true);
  a.replies.settled(envelope);
  expect(await answer).toEqual({ type: 'reply', json: json('{}') });
  expect(asked).toBe(0);
});

test.each([
  ['the same replica', () => a],
  ['another replica', () => b],
])('a settlement without a reply at %s gives an empty answer', async (_where, at) => {
  const envelope = attempt();
  const answer = wait(envelope);
  at().replies.settled(envelope);
  expect(await answer).toEqual({ type: 'none' });
});

test('an empty reply is a reply', async () => {
  const envelope = attempt();
  const answer = wait(envelope);
  await b.replies.reply(envelope, json(''));
  expect(await answer).toEqual({ type: 'reply', json: json('') });
});

test('hundreds of replies at once each reach their own request', async () => {
  const envelopes = Array.from({ length: 300 }, () => attempt());
  const answers = envelopes.map((envelope) => wait(envelope));
  await Promise.all(envelopes.map((envelope) => b.replies.reply(envelope, json(envelope.id))));
  expect(await Promise.all(answers)).toEqual(envelopes.map(({ id }) => ({ type: 'reply', json: json(id) })));
  expect(await left()).toBe(0);
});

test('a reply may come before the replica learns of the commit', async () => {
  const envelope = attempt();
  const expected = a.replies.expect();
  await b.replies.reply(envelope, json('{}'));
  await until(async () => (await left()) === 0);
  expect(await expected.within(envelope.id, 1_000)).toEqual({ type: 'reply', json: json('{}') });
});

test('a reply is not delayed when the commit of another request hangs', async () => {
  const hanging = a.replies.expect();
  const [early, envelope] = [attempt(), attempt()];
  const answer = wait(envelope, 3_000);
  await b.replies.reply(early, json('1'));
  await until(async () => (await left()) === 0);
  await b.replies.reply(envelope, json('2'));
  expect(await answer).toEqual({ type: 'reply', json: json('2') });
  expect(await hanging.within(early.id, 3_000)).toEqual({ type: 'reply', json: json('1') });
});

test('if two attempts reply, one answers the request and the other is late; neither is lost', async () => {
  const [one, two] = [attempt(), attempt()];
  two.id = one.id;
  const answer = wait(one);
  await Promise.all([b.replies.reply(one, json('1')), b.replies.reply(two, json('2'))]);
  const first = await answer;
  await until(() => a.late.length + b.late.length === 1);
  const said = [first.type === 'reply' ? first.json.toString() : '', ...a.late, ...b.late].map((text) =>
    text.at(-1),
  );
  expect(said.sort()).toEqual(['1', '2']);
});

test('a late reply is applied once, and its settlement has no further effect', async () => {
  const envelope = attempt({ payload: json('{"a":1}') });
  expect(await wait(envelope, 0)).toEqual({ type: 'timeout' });
  await b.replies.reply(envelope, json('"late"'));
  b.replies.settled(envelope);
  await until(() => a.late.length === 1);
  await b.replies.stop();
  expect([a.late, b.late, await left()]).toEqual([[`${envelope.id} command {"a":1} "late"`], [], 0]);
});

test.each([
  ['the same replica', () => a],
  ['another replica', () => b],
])('a settlement at %s after the fallback is applied as an empty late reply', async (_where, at) => {
  const envelope = attempt();
  await wait(envelope, 0);
  at().replies.settled(envelope);
  await until(() => a.late.length === 1);
  expect(a.late).toEqual([`${envelope.id} command {} `]);
});

test('the settlement of an envelope without a request has no effect', async () => {
  a.replies.settled(attempt());
  a.replies.settled(attempt({ replyBy: undefined }));
  await a.replies.stop();
  expect(a.late).toEqual([]);
});

test('when the origin dies, another replica applies the reply as a late one', async () => {
  const envelope = attempt();
  await a.fallSilent();
  await b.replies.reply(envelope, json('"late"'));
  expect(await left()).toBe(1);
  const c = await add({ leftAfterMs: 20, sweepMs: 20 });
  await until(() => c.late.length === 1);
  expect([c.late, await left()]).toEqual([[`${envelope.id} command {} "late"`], 0]);
});

test('when the origin dies, the replica that replied applies the late reply itself', async () => {
  const c = await add({ leftAfterMs: 50 });
  const envelope = attempt();
  await a.fallSilent();
  await c.replies.reply(envelope, json('"late"'));
  expect(c.late).toEqual([]);
  await until(() => c.late.length === 1);
  expect([c.late, await left()]).toEqual([[`${envelope.id} command {} "late"`], 0]);
});

test('when the replica that replied dies, its reply still arrives', async () => {
  const envelope = attempt();
  await cutListeners(b.database);
  await until(() => !a.listener.isConnected());
  await b.replies.reply(envelope, json('{}'));
  await b.fallSilent();
  expect(await wait(envelope)).toEqual({ type: 'reply', json: json('{}') });
});

test('a replica finds replies without notices, and receives notices again after it reconnects', async () => {
  const deaf = await add();
  await deaf.listener.stop();
  const envelope = attempt({ origin: deaf.fleet.replica });
  const answer = deaf.replies.expect().within(envelope.id, 10_000);
  await b.replies.reply(envelope, json('{}'));
  expect(await answer).toEqual({ type: 'reply', json: json('{}') });
});

test('a reply survives a short outage of the database', async () => {
  const url = new URL(created.url);
  const proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  const c = await add({ url: url.href });
  const envelope = attempt();
  const answer = wait(envelope);
  proxy.cut();
  const replying = c.replies.reply(envelope, json('{}'));
  await until(() => !c.listener.isConnected());
  proxy.restore();
  expect(await replying).toBe(true);
  expect(await answer).toEqual({ type: 'reply', json: json('{}') });
  await c.replies.stop();
  await c.fallSilent();
  proxy.close();
});

test.each([-3_600_000, 3_600_000])('a clock that is %i ms off has no effect', async (offMs) => {
  const envelope = attempt({ replyBy: new Date(Date.now() + offMs) });
  const answer = wait(envelope);
  await b.replies.reply(envelope, json('{}'));
  expect(await answer).toEqual({ type: 'reply', json: json('{}') });
});
