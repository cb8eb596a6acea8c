import { type Database, openDatabase } from '../../src/db/index.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { connectTo, empty, leaseOf, openStage, type Stage } from './stage.js';

const LEASE_MS = 200;

let drop: () => Promise<void>;
let database: Database;
let stage: Stage;

beforeAll(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase({ url: created.url });
});

afterAll(async () => {
  await database.close();
  await drop();
});

beforeEach(() => {
  stage = openStage(database, { leaseMs: LEASE_MS });
});

afterEach(async () => {
  await stage.stop();
  await empty(database);
});

async function isDue(): Promise<boolean> {
  const { rows } = await database.pool.query(
    "select 1 from havoc_internal.unsettled where not_before < now() - $1 * interval '1 millisecond'",
    [3 * LEASE_MS],
  );
  return rows.length === 1;
}

test('an app that lets a lease run out and says nothing gets no more until it says something', async () => {
  const app = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => app.got.length === 1);
  // The lease has run out, and for three more of them nobody got it.
  await until(isDue);
  const second = await stage.arrive('b');
  expect(app.got).toHaveLength(1);
  // Nobody else took it, so that its word still counts.
  await app.ack(leaseOf(app.got[0]));
  await until(() => app.got.length === 2);
  expect(app.got[1]).toMatchObject({ id: second, attempt: 1 });
});

test('another app gets what a silent one had, and the silent one none of what comes', async () => {
  const silent = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => silent.got.length === 1);
  const other = connectTo(stage.room, {
    onDelivery: (delivery, self) => void self.ack(leaseOf(delivery)),
  });
  await until(() => other.got.length === 1);
  for (let at = 0; at < 10; at++) await stage.arrive(`${at}`);
  await until(() => other.got.length === 11);
  expect(silent.got).toHaveLength(1);
  await expect(silent.ack(leaseOf(silent.got[0]))).rejects.toMatchObject({ code: 'inbox.lease_lost' });
});

test('the fleet is told that a silent app handles nothing, and that it does again', async () => {
  const declared: number[] = [];
  const { declare } = stage.fleet;
  stage.fleet.declare = (handles) => {
    declared.push(handles.length);
    declare(handles);
  };
  const app = connectTo(stage.room, { maxInFlight: 1 });
  await stage.arrive('a');
  await until(() => declared.at(-1) === 0);
  await app.ack(leaseOf(app.got[0]));
  await until(() => declared.length === 3);
  expect(declared).toEqual([1, 0, 1]);
});
