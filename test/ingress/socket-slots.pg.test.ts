import { randomUUID } from 'node:crypto';
import { createSlots, type Slots } from '../../src/ingress/socket/slots.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';

let opened: OpenTestDatabase;
let here: Slots;
let there: Slots;
const [HERE, THERE] = [randomUUID(), randomUUID()];
beforeAll(async () => {
  opened = await openTestDatabase();
});
beforeEach(async () => {
  const { pool } = opened.database;
  await pool.query('truncate havoc_internal.socket_slot');
  here = createSlots({ pool, replica: HERE, leaseMs: 60_000 });
  there = createSlots({ pool, replica: THERE, leaseMs: 60_000 });
});
afterAll(() => opened.close());

/** Lets this much time pass for a slot. */
const pass = (slot: number, ms: number) =>
  opened.database.pool.query(
    `update havoc_internal.socket_slot set until = until - $2 * interval '1 ms' where slot = $1`,
    [slot, ms],
  );

test('gives out the lowest free slot of a range, and nothing if none is free', async () => {
  expect(await here.take(2, 4)).toBe(2);
  expect(await there.take(2, 4)).toBe(3);
  await here.release([2]);
  expect([await there.take(2, 4), await here.take(2, 4), await here.take(2, 4)]).toEqual([2, 4, undefined]);
  expect(await there.list()).toEqual([
    { slot: 2, holder: THERE, up: false },
    { slot: 3, holder: THERE, up: false },
    { slot: 4, holder: HERE, up: false },
  ]);
});

test('gives a slot to only one of several concurrent callers', async () => {
  const asked = await Promise.all(Array.from({ length: 8 }, (_, at) => (at % 2 ? here : there).take(1, 1)));
  expect(asked.filter((slot) => slot !== undefined)).toEqual([1]);
});

test('lets a slot expire if it is not renewed, and gives it to the next caller', async () => {
  await here.take(1, 1);
  await here.renew(new Map([[1, true]]));
  await pass(1, 59_000);
  expect(await there.take(1, 1)).toBeUndefined();
  expect(await there.list()).toMatchObject([{ holder: HERE, up: true }]);
  await pass(1, 1_001);
  expect(await there.list()).toEqual([]);
  expect(await there.take(1, 1)).toBe(1);
  expect(await here.list()).toEqual([{ slot: 1, holder: THERE, up: false }]);
});

test('renews only the slots that the replica still holds', async () => {
  await here.take(1, 3);
  await here.take(1, 3);
  await there.take(1, 3);
  await pass(1, 30_000);
  const said = new Map([
    [1, true],
    [2, false],
    [3, true],
  ]);
  expect(await here.renew(said)).toEqual(new Set([1, 2]));
  await pass(1, 59_000);
  expect(await there.list()).toEqual([
    { slot: 1, holder: HERE, up: true },
    { slot: 2, holder: HERE, up: false },
    { slot: 3, holder: THERE, up: false },
  ]);
});

test('releases only the slots that the replica holds', async () => {
  await here.take(1, 2);
  await there.take(1, 2);
  await here.release([1, 2]);
  expect(await here.list()).toEqual([{ slot: 2, holder: THERE, up: false }]);
});
