import { type Database, openDatabase } from '../../src/db/index.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import {
  type App,
  connectTo,
  empty,
  newEnvelope,
  openStage,
  type Stage,
  type StageOptions,
} from './stage.js';

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

afterEach(async () => {
  await stage.stop();
  await empty(database);
});

function open(options?: StageOptions): void {
  stage = openStage(database, options);
}

const connect = (options?: Parameters<typeof connectTo>[1]) => connectTo(stage.room, options);

async function commit(...given: Parameters<typeof newEnvelope>): Promise<void> {
  await stage.inbox.commit({ ...newEnvelope(...given), lease: undefined, wantedBy: undefined });
}

async function unsettled(condition = 'true'): Promise<number> {
  const { rows } = await database.pool.query(`select from havoc_internal.unsettled where ${condition}`);
  return rows.length;
}

test('keeps what nobody handles for one who does', async () => {
  open();
  connect({ handles: [{ kind: 'event' }] });
  await commit('a', 'command');
  await until(async () => (await unsettled('parked_at is not null and lease is null')) === 1);
  const second = connect({ handles: [{ kind: 'command' }] });
  await until(() => second.got.length === 1);
  expect(second.got[0]?.attempt).toBe(1);
});

test('does not leave parked what a subscriber handles that came meanwhile', async () => {
  let second: App | undefined;
  open({
    inboxWith: (real) => ({
      park: async (...given) => {
        second ??= connect({ handles: [{ kind: 'command' }] });
        await stage.inbox.unpark();
        return real.park(...given);
      },
    }),
  });
  connect({ handles: [{ kind: 'event' }] });
  await commit('a', 'command');
  await until(() => second?.got.length === 1);
});

test('settles as unhandled what nobody handled in time', async () => {
  open({ unhandledAfterMs: 0 });
  connect({ handles: [{ kind: 'event' }] });
  await commit('a', 'command');
  await until(async () => (await unsettled()) === 0);
  expect(stage.metered).toEqual(['command unhandled']);
  expect((await database.pool.query('select from havoc_internal.dead_letter')).rows).toEqual([]);
});

test('goes by the clock of the database alone for how long nobody has handled it', async () => {
  open();
  const app = connect({ handles: [{ kind: 'event' }] });
  await commit('a', 'command');
  await until(async () => (await unsettled('parked_at is not null and lease is null')) === 1);
  const { now } = Date;
  Date.now = () => now() + 3_600_000;
  await stage.inbox.unpark();
  stage.room.wake();
  await until(
    async () => (await unsettled('parked_at is not null and lease is null and not_before > now()')) === 1,
  ).finally(() => {
    Date.now = now;
  });
  expect({ metered: stage.metered, got: app.got }).toEqual({ metered: [], got: [] });
});

test('takes nothing for unhandled while nobody is connected', async () => {
  let leaving: App | undefined;
  open({
    unhandledAfterMs: 0,
    inboxWith: (real) => ({
      claim: async (...given) => {
        const envelopes = await real.claim(...given);
        if (envelopes.length > 0) await leaving?.close();
        return envelopes;
      },
    }),
  });
  leaving = connect();
  await commit('a');
  await until(async () => leaving?.got.length === 0 && (await unsettled('not_before <= now()')) === 1);
  leaving = undefined;
  const next = connect();
  await until(() => next.got.length === 1);
  expect(next.got[0]?.attempt).toBe(1);
});
