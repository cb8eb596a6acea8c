import { status } from '@grpc/grpc-js';
import type { Database } from '../../src/db/index.js';
import { DeadLettersService } from '../../src/gen/havoc/v1/dead_letters.js';
import { createDeadLettersService } from '../../src/grpc/index.js';
import { createDeadLetters } from '../../src/inbox/index.js';
import { createLogger } from '../../src/log/index.js';
import { openTestDatabase } from '../support/database.js';
import { type Channel, serve } from '../support/grpc.js';

let database: Database;
let close: () => Promise<void>;
let channel: Channel;
let replays: number;
/** How many more batches of replayed envelopes die again at once. */
let dyingBatches = 0;

beforeAll(async () => {
  ({ database, close } = await openTestDatabase());
  const deadLetters = createDeadLetters(database.pool);
  const service = createDeadLettersService({
    deadLetters: {
      ...deadLetters,
      async replay(...asked) {
        const replayed = await deadLetters.replay(...asked);
        if (dyingBatches-- > 0) await dieAgain(replayed);
        return replayed;
      },
    },
    onReplayed: () => void replays++,
    log: createLogger({ level: 'silent' }),
  });
  channel = await serve([service]);
});

afterAll(async () => {
  channel.close();
  await close();
});

beforeEach(async () => {
  replays = 0;
  dyingBatches = 0;
  await database.pool.query(
    'truncate havoc_internal.envelope, havoc_internal.unsettled, havoc_internal.dead_letter',
  );
});

/** Stores this many dead letters, with ids from 1. Every third is a command, and every second was termed. */
async function bury(count: number): Promise<void> {
  await database.pool.query(
    `insert into havoc_internal.dead_letter
       (id, day, dedupe_key, kind, name, team_id, payload, received_at, attempts, reason, last_error, died_at)
     select id, current_date, gen_random_uuid(), case when id % 3 = 0 then 'command' else 'event' end,
       case when id % 3 = 0 then '/poll' else 'app_mention' end, 'T1', convert_to('{"n":' || id || '}', 'utf8'),
       now(), 20, case when id % 2 = 0 then 'termed' else 'attempts' end, 'no ' || id, now()
     from generate_series(1, $1::int) as id`,
    [count],
  );
}

async function dieAgain(replayed: string[]): Promise<void> {
  await database.pool.query(
    `with gone as (delete from havoc_internal.unsettled where id = any ($1::bigint[]) returning *)
     insert into havoc_internal.dead_letter
       (id, day, dedupe_key, kind, name, team_id, payload, received_at, attempts, reason, died_at)
     select id, day, dedupe_key, kind, name, 'T1', '', received_at, 1, 'termed', now() from gone`,
    [replayed],
  );
}

const ids = (found: { id?: string }[] = []) => found.map(({ id }) => Number(id));

test('lists the newest first, page by page, to the end', async () => {
  await bury(5);
  const first = await channel.unary(DeadLettersService.list, { limit: 3 });
  const second = await channel.unary(DeadLettersService.list, { limit: 3, after: first.next });
  expect([ids(first.dead_letters), ids(second.dead_letters), second.next]).toEqual([
    [5, 4, 3],
    [2, 1],
    undefined,
  ]);
});

test.each([
  ['kind', { kind: 'command' }, [6, 3]],
  ['name', { name: '/poll' }, [6, 3]],
  ['reason', { reason: 'termed' }, [6, 4, 2]],
  ['kind and reason', { kind: 'command', reason: 'termed' }, [6]],
  ['another workspace', { team_id: 'T2' }, []],
  ['a time before', { before: new Date(0) }, []],
  ['empty fields', { kind: '', name: '', team_id: '', reason: '' }, [6, 5, 4, 3, 2, 1]],
])('lists by %s', async (_case, filter, expected) => {
  await bury(6);
  expect(ids((await channel.unary(DeadLettersService.list, { filter })).dead_letters)).toEqual(expected);
});

test('shows one dead letter with its payload', async () => {
  await bury(1);
  const { dead_letter, raw_json } = await channel.unary(DeadLettersService.get, { id: '1' });
  expect(dead_letter).toMatchObject({
    id: '1',
    kind: 'event',
    name: 'app_mention',
    team_id: 'T1',
    attempts: 20,
    reason: 'attempts',
    last_error: 'no 1',
    died_at: expect.any(Date),
    received_at: expect.any(Date),
  });
  expect(Buffer.from(raw_json ?? []).toString()).toBe('{"n":1}');
});

test('replays the named dead letters, and returns their number', async () => {
  await bury(4);
  const selection = { ids: { ids: ['1', '3', '99'] } };
  expect(await channel.unary(DeadLettersService.replay, { selection })).toEqual({ replayed: 2 });
  expect(ids((await channel.unary(DeadLettersService.list, {})).dead_letters)).toEqual([4, 2]);
  const { rows } = await database.pool.query(
    'select id::int, attempt, replayed from havoc_internal.unsettled order by id',
  );
  expect(rows).toEqual([
    { id: 1, attempt: 0, replayed: true },
    { id: 3, attempt: 0, replayed: true },
  ]);
  expect(replays).toBe(1);
});

test('replays all that match, in several batches', async () => {
  await bury(3_500);
  const selection = { filter: { kind: 'event' } };
  expect(await channel.unary(DeadLettersService.replay, { selection })).toEqual({ replayed: 2_334 });
  expect(await channel.unary(DeadLettersService.replay, { selection })).toEqual({ replayed: 0 });
  expect(replays).toBe(1);
});

test('replays each one once, even if it dies again at once', async () => {
  await bury(2_500);
  dyingBatches = 5;
  const selection = { filter: {} };
  expect(await channel.unary(DeadLettersService.replay, { selection })).toEqual({ replayed: 2_500 });
});

test('drops those that match, and no others', async () => {
  await bury(6);
  const { dropped } = await channel.unary(DeadLettersService.drop, {
    selection: { filter: { reason: 'termed' } },
  });
  expect(dropped).toBe(3);
  expect(ids((await channel.unary(DeadLettersService.list, {})).dead_letters)).toEqual([5, 3, 1]);
  expect((await channel.unary(DeadLettersService.drop, { selection: { filter: {} } })).dropped).toBe(3);
});

test.each([
  ['no selection', () => channel.unary(DeadLettersService.drop, {}), status.INVALID_ARGUMENT],
  [
    'no ids',
    () => channel.unary(DeadLettersService.drop, { selection: { ids: { ids: [] } } }),
    status.INVALID_ARGUMENT,
  ],
  [
    'a bad id',
    () => channel.unary(DeadLettersService.drop, { selection: { ids: { ids: ['x'] } } }),
    status.INVALID_ARGUMENT,
  ],
  ['a bad limit', () => channel.unary(DeadLettersService.list, { limit: 1_001 }), status.INVALID_ARGUMENT],
  ['an unknown id', () => channel.unary(DeadLettersService.get, { id: '7' }), status.NOT_FOUND],
])('refuses %s, and changes nothing', async (_case, call, code) => {
  await bury(2);
  await expect(call()).rejects.toMatchObject({ code });
  expect(ids((await channel.unary(DeadLettersService.list, {})).dead_letters)).toEqual([2, 1]);
});
