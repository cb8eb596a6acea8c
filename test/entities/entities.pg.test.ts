import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/db/index.js';
import {
  type AnyKnowledge,
  createEntities,
  findKnowledge,
  type Knowledge,
  saveKnowledge,
} from '../../src/entities/index.js';
import { createLogger } from '../../src/log/index.js';
import { openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let db: Database;
let close: () => Promise<void>;
const log = createLogger({ level: 'silent' });

beforeEach(async () => {
  ({ database: db, close } = await openTestDatabase({ poolSize: 3 }));
});
afterEach(() => close());

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);
const user = (
  seconds: number,
  facts: Knowledge<'user'>['facts'],
  complete = false,
  id = 'U1',
): Knowledge<'user'> => ({ kind: 'user', team_id: 'T1', id, facts, complete, seenAt: at(seconds) });
const stored = () => findKnowledge(db.prisma, { kind: 'user', team_id: 'T1', id: 'U1' });

/** The database client, which runs `before` before each write. */
function writingThrough(before: () => void | Promise<void>): Database['prisma'] {
  const $executeRawUnsafe = async (sql: string, ...values: unknown[]) => {
    await before();
    return db.prisma.$executeRawUnsafe(sql, ...values);
  };
  return Object.create(db.prisma, { $executeRawUnsafe: { value: $executeRawUnsafe } });
}

test.each<AnyKnowledge>([
  user(1, { name: 'ann', home_team_id: 'T2', tz_offset: -3600, is_bot: false, display_name: '' }, true),
  { ...user(1, {}), kind: 'channel', id: 'C1', facts: { name: 'general', is_private: false, user: 'U2' } },
  { ...user(1, {}), kind: 'team', id: 'T1', facts: { name: 'Acme', domain: 'acme' } },
  { ...user(1, {}), kind: 'bot', id: 'B1', facts: { name: 'poll', app_id: 'A1', deleted: false } },
])('returns a stored $kind unchanged', async (known) => {
  await saveKnowledge(db.prisma, known.kind, [known]);
  expect(await findKnowledge(db.prisma, known)).toEqual(known);
});

test('peek only returns knowledge that the store cannot add to', async () => {
  const entities = createEntities({ db, log, flushMs: 0 });
  entities.learn([user(1, { name: 'ann' })]);
  expect(entities.peek('user', 'T1', 'U1')).toBeUndefined();
  const found = await entities.find('user', 'T1', 'U1');
  expect(entities.peek('user', 'T1', 'U1')).toBe(found);
  await entities.stop();
});

test('the store merges as memory does: the newer fact wins, and nothing is erased', async () => {
  await saveKnowledge(db.prisma, 'user', [user(5, { name: 'ann', email: 'a@b.c' }, true)]);
  await saveKnowledge(db.prisma, 'user', [user(6, { name: 'anna' })]);
  await saveKnowledge(db.prisma, 'user', [user(4, { name: 'old', tz: 'UTC' })]);
  expect(await stored()).toEqual(user(6, { name: 'anna', email: 'a@b.c', tz: 'UTC' }, true));
});

test('only the lesson that PostgreSQL refuses is dropped, and this is logged', async () => {
  const errors: unknown[] = [];
  const told = { ...log, error: (...line: unknown[]) => void errors.push(line[1]) } as typeof log;
  const entities = createEntities({ db, log: told, flushMs: 0 });
  const tooLong = randomBytes(3_000).toString('hex');
  entities.learn([
    user(1, { name: 'ann' }),
    user(1, { name: 'no one' }, false, tooLong),
    ...Array.from({ length: 20 }, (_, number) => user(1, { name: 'bob' }, false, `U_OTHER${number}`)),
    { ...user(1, {}), kind: 'channel', id: 'C1', facts: { name: 'general' } },
  ]);
  await entities.stop();
  expect((await stored())?.facts).toEqual({ name: 'ann' });
  expect(await db.prisma.slackUser.count()).toBe(21);
  expect(await db.prisma.slackChannel.count()).toBe(1);
  expect(errors).toEqual(['entities: PostgreSQL refused a lesson; it is dropped']);
});

test('characters that PostgreSQL refuses are replaced', async () => {
  await saveKnowledge(db.prisma, 'user', [user(1, { name: 'a\0b', title: 'x\ud800y' })]);
  expect((await stored())?.facts).toEqual({ name: 'a\uFFFDb', title: 'x\uFFFDy' });
});

test('a lesson is known at once and written soon; known facts are not written again', async () => {
  let writes = 0;
  const prisma = writingThrough(() => {
    writes++;
  });
  const entities = createEntities({ db: { prisma }, log, flushMs: 1 });
  entities.learn([user(1, { name: 'ann' })]);
  expect((await entities.find('user', 'T1', 'U1'))?.facts).toEqual({ name: 'ann' });
  await until(async () => (await stored()) !== undefined);
  entities.learn([user(2, { name: 'ann' }), user(3, {})]);
  await entities.stop();
  expect(writes).toBe(1);
});

test('find completes partial knowledge in memory from the store', async () => {
  await saveKnowledge(db.prisma, 'user', [user(1, { name: 'ann', email: 'a@b.c' }, true)]);
  const entities = createEntities({ db, log });
  entities.learn([user(2, { name: 'anna' })]);
  const [one, other] = await Promise.all([
    entities.find('user', 'T1', 'U1'),
    entities.find('user', 'T1', 'U1'),
  ]);
  expect(one).toEqual(user(2, { name: 'anna', email: 'a@b.c' }, true));
  expect(other).toEqual(one);
  await entities.stop();
});

test('a forgotten or expired entity is read again', async () => {
  let now = at(0);
  const entities = createEntities({ db, log, now: () => now, ttlMs: 1_000 });
  await saveKnowledge(db.prisma, 'user', [user(1, { name: 'ann' })]);
  expect((await entities.find('user', 'T1', 'U1'))?.facts.name).toBe('ann');
  await saveKnowledge(db.prisma, 'user', [user(2, { name: 'anna' })]);
  expect((await entities.find('user', 'T1', 'U1'))?.facts.name).toBe('ann');
  entities.forget('user', 'T1', 'U1');
  expect((await entities.find('user', 'T1', 'U1'))?.facts.name).toBe('anna');
  await saveKnowledge(db.prisma, 'user', [user(3, { name: 'anne' })]);
  now = at(1);
  expect((await entities.find('user', 'T1', 'U1'))?.facts.name).toBe('anne');
  expect(await entities.find('user', 'T1', 'U2')).toBeUndefined();
  await entities.stop();
});

test('a lesson that is being written is known, even if it left memory and is not in the store yet', async () => {
  await saveKnowledge(db.prisma, 'user', [user(1, { name: 'ann', tz: 'UTC' }, true)]);
  let isWriting = false;
  let write = () => {};
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  const prisma = writingThrough(() => {
    isWriting = true;
    return written;
  });
  const entities = createEntities({ db: { prisma }, log, flushMs: 0 });
  entities.learn([user(2, { name: 'anna' })]);
  await until(() => isWriting);
  entities.forget('user', 'T1', 'U1');
  const found = await entities.find('user', 'T1', 'U1');
  write();
  await entities.stop();
  expect(found?.facts).toEqual({ name: 'anna', tz: 'UTC' });
});

test('many lessons are written together, each entity once, with its newest facts', async () => {
  const entities = createEntities({ db, log });
  for (let round = 1; round <= 3; round++) {
    const ids = Array.from({ length: 600 }, (_, index) => `U${index}`);
    entities.learn(ids.map((id) => user(round, { name: `${id} ${round}` }, false, id)));
  }
  await entities.stop();
  const rows = await db.pool.query(
    `select count(*)::int as all, count(*) filter (where name = id || ' 3')::int as last from havoc_internal.slack_user`,
  );
  expect(rows.rows).toEqual([{ all: 600, last: 600 }]);
});

test('lessons survive while the database fails', async () => {
  let failures = 3;
  const prisma = writingThrough(() => {
    if (failures-- > 0) throw new Error('connection terminated');
  });
  const entities = createEntities({ db: { prisma }, log, flushMs: 1 });
  entities.learn([user(1, { name: 'ann' })]);
  await until(async () => (await stored()) !== undefined);
  expect(failures).toBeLessThan(0);
  await entities.stop();
});
