import { describeStatus, isHealthy, type SocketIngress } from '../../src/ingress/index.js';
import { until } from '../support/until.js';
import { type Behind, startBehind } from './behind.js';
import { startSocket } from './contract-stage.js';
import { type SocketSlack, startSocketSlack } from './socket-slack.js';

let behind: Behind;
let slack: SocketSlack;
/** The replicas, each with the number of others that its fleet would report. */
const replicas = new Map<SocketIngress, { others: number }>();
beforeAll(async () => {
  behind = await startBehind();
});
beforeEach(async () => {
  slack = await startSocketSlack();
  await behind.database.pool.query('truncate havoc_internal.socket_slot');
});
afterEach(async () => {
  for (const replica of replicas.keys()) await replica.stop();
  replicas.clear();
  await slack.close();
});
afterAll(() => behind.close());

/** Starts another replica. All replicas know of each other at once. */
function join(more: Parameters<typeof startSocket>[2] = {}): SocketIngress {
  const fleet = { others: 0 };
  const replica = startSocket(behind, slack, { countOthers: () => fleet.others, ...more });
  replicas.set(replica, fleet);
  for (const known of replicas.values()) known.others = replicas.size - 1;
  return replica;
}

async function leave(replica: SocketIngress): Promise<void> {
  replicas.delete(replica);
  for (const known of replicas.values()) known.others = replicas.size - 1;
  await replica.stop();
}

async function slotsHeld(): Promise<number> {
  const { rows } = await behind.database.pool.query(
    'select count(*)::int as held from havoc_internal.socket_slot where until > now()',
  );
  return rows[0].held;
}

const upAre = (...counts: number[]) => {
  const up = [...replicas.keys()].map((replica) => replica.status());
  return up.every((status, at) => status.up === counts[at] && status.held === counts[at]);
};

test('a lone replica has both connections, and reports them', async () => {
  const one = join();
  expect(isHealthy(one.status())).toBe(false);
  await until(() => isHealthy(one.status()) && one.status().up === 2);
  expect(describeStatus(one.status())).toBe('ok: 2 of 2 connections here are up, 2 of 2 in the fleet');
  expect(slack.sockets.size).toBe(2);
});

test('two replicas have one connection each, and the handover never leaves none open', async () => {
  join();
  await until(() => upAre(2));
  let fewest = slack.sockets.size;
  for (const socket of slack.sockets)
    socket.on('close', () => {
      fewest = Math.min(fewest, slack.sockets.size);
    });
  const two = join();
  await until(() => upAre(1, 1) && slack.sockets.size === 2);
  expect(fewest).toBeGreaterThanOrEqual(1);
  await until(() => two.status().fleetUp === 2);
  expect(slack.most()).toBe(2);
});

test('of three replicas with two connections, one has none, and is still healthy', async () => {
  const three = [join(), join(), join()];
  await until(() => three.every((one) => isHealthy(one.status()) && one.status().fleetUp === 2));
  expect(three.map((one) => one.status().up).sort()).toEqual([0, 1, 1]);
  await until(() => slack.sockets.size === 2);
});

test('takes over the connection of a replica that has stopped', async () => {
  const one = join();
  join();
  await until(() => upAre(1, 1));
  await leave(one);
  await until(() => upAre(2));
  expect(await slotsHeld()).toBe(2);
});

test('tells the other replicas about each slot that it gives back, once the slot is free', async () => {
  const free: Promise<number>[] = [];
  const one = join({ tellOthers: () => free.push(slotsHeld()) });
  await until(() => upAre(2));
  expect(free).toEqual([]);
  await leave(one);
  expect(Math.min(...(await Promise.all(free)))).toBe(0);
  expect(free).toHaveLength(2);
});

test('look() looks for a free slot, and does nothing after stop()', async () => {
  const { pool } = behind.database;
  let asked = 0;
  const query = (...given: unknown[]) => {
    asked++;
    return Reflect.apply(pool.query, pool, given);
  };
  await pool.query(
    `insert into havoc_internal.socket_slot values (2, gen_random_uuid(), now() + interval '1 min', true)`,
  );
  const one = join({ pool: { query }, timing: { everyMs: 60_000, leaseMs: 120_000 } });
  await until(() => upAre(1));
  await pool.query('delete from havoc_internal.socket_slot where slot = 2');
  one.look();
  await until(() => upAre(2));
  await leave(one);
  const askedBefore = asked;
  one.look();
  await new Promise(setImmediate);
  expect(asked).toBe(askedBefore);
});

test('takes over the connections of a dead replica once its leases run out', async () => {
  await behind.database.pool.query(
    `insert into havoc_internal.socket_slot select slot, gen_random_uuid(), now() + interval '300 ms', true
     from generate_series(1, 2) slot`,
  );
  const one = join();
  await until(() => one.status().fleetHeld === 2);
  expect(one.status()).toMatchObject({ held: 0, up: 0, fleetUp: 2 });
  await until(() => upAre(2));
});

test('closes a connection whose slot another replica has taken', async () => {
  const one = join();
  await until(() => upAre(2));
  await behind.database.pool.query(
    `update havoc_internal.socket_slot set holder = gen_random_uuid(), until = now() + interval '1 min' where slot = 1`,
  );
  await until(() => one.status().held === 1 && slack.sockets.size === 1);
});

test('closes its connections before its slots expire if the database is away, and reconnects afterwards', async () => {
  let isAway = false;
  const { pool } = behind.database;
  const query = (...given: unknown[]) =>
    isAway ? Promise.reject(new Error('away')) : Reflect.apply(pool.query, pool, given);
  const one = join({ pool: { query }, timing: { leaseMs: 1_500 } });
  await until(() => upAre(2));
  isAway = true;
  await until(() => slack.sockets.size === 0);
  expect(await slotsHeld()).toBe(2);
  expect(one.status().problem).toBe('the database does not answer');
  isAway = false;
  await until(() => upAre(2));
});

test('all replicas together never have more than ten connections, even while they replace them', async () => {
  for (let count = 0; count < 3; count++) join({ connections: 10, timing: { oldestMs: 60 } });
  await until(() => slack.asked.length > 60);
  expect(slack.most()).toBeLessThanOrEqual(10);
  expect(await slotsHeld()).toBeLessThanOrEqual(10);
});

test('gives back the slot that a replacement took for the overlap', async () => {
  join({ timing: { oldestMs: 100 } });
  await until(() => slack.asked.length > 10);
  expect(slack.most()).toBeLessThanOrEqual(4);
  for (const replica of replicas.keys()) await leave(replica);
  expect(await slotsHeld()).toBe(0);
});

test('reports why there is no connection, and is not healthy', async () => {
  slack.answers.push(...Array.from({ length: 2 }, () => ({ body: { ok: false, error: 'invalid_auth' } })));
  const one = join();
  await until(() => one.status().held === 2 && (one.status().problem?.includes('invalid_auth') ?? false));
  expect(isHealthy(one.status())).toBe(false);
  expect(describeStatus(one.status())).toMatch(
    /^0 of 2 connections here are up.*invalid_auth.*SLACK_APP_TOKEN/,
  );
});
