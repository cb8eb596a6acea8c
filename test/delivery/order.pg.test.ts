import fc from 'fast-check';
import { type Database, openDatabase } from '../../src/db/index.js';
import type { Delivery } from '../../src/gen/havoc/v1/events.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import {
  type App,
  connectTo,
  empty,
  leaseOf,
  newEnvelope,
  openStage,
  type Stage,
  type StageOptions,
} from './stage.js';

let drop: () => Promise<void>;
let database: Database;
let stages: Stage[];

beforeAll(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase({ url: created.url, poolSize: 10 });
});

afterAll(async () => {
  await database.close();
  await drop();
});

beforeEach(() => {
  stages = [];
});

afterEach(async () => {
  for (const stage of stages) await stage.stop();
  await empty(database);
});

function open(options: StageOptions = {}): Stage {
  const stage = openStage(database, options);
  stages.push(stage);
  return stage;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const inConversation = (orderKey: string, key: string): Parameters<typeof newEnvelope> => [
  key,
  'event',
  {},
  '',
  { orderKey },
];

test('one at a time of a conversation, though the app would take many', async () => {
  const stage = open();
  const app = connectTo(stage.room, { ordered: true, maxInFlight: 100 });
  const ids: (string | undefined)[] = [];
  for (const key of ['a', 'b', 'c']) ids.push(await stage.arrive(...inConversation('C1', key)));
  const [other, none] = [await stage.arrive(...inConversation('C2', 'd')), await stage.arrive('none')];
  const ofOne = () => app.got.filter(({ id }) => ids.includes(id));
  await until(() => [other, none].every((id) => app.got.some((delivery) => delivery.id === id)));
  await until(() => ofOne().length === 1);
  await app.nak(leaseOf(ofOne()[0]), { delayMs: 100 });
  for (let settled = 1; settled < 4; settled++) {
    await until(() => ofOne().length > settled);
    await app.ack(leaseOf(ofOne()[settled]));
  }
  expect(ofOne().map(({ id }) => id)).toEqual([ids[0], ...ids]);
});

test('what Slack waits for comes at once, whatever its conversation does', async () => {
  const stage = open();
  const app = connectTo(stage.room, { ordered: true });
  await stage.arrive(...inConversation('C1', 'a'));
  await stage.arrive(...inConversation('C1', 'b'));
  await stage.arrive('c', 'command');
  await until(() => app.got.length === 2);
  expect(app.got.map((delivery) => delivery.unknown?.kind).sort()).toEqual(['command', 'event']);
});

test('an app that wants order has it, though another beside it does not', async () => {
  const fleet = createFakeFleet();
  const [a, b] = [open({ fleet: fleet.join() }), open({ fleet: fleet.join() })];
  const got: string[] = [];
  let inHand = 0;
  let most = 0;
  let acked = 0;
  async function handle(delivery: Delivery, app: App): Promise<void> {
    got.push(delivery.id ?? '');
    most = Math.max(most, ++inHand);
    await pause(5);
    inHand--;
    await app.ack(leaseOf(delivery));
    acked++;
  }
  const onDelivery = (delivery: Delivery, app: App) => void handle(delivery, app);
  connectTo(a.room, { onDelivery });
  connectTo(b.room, { onDelivery, ordered: true });
  const ids: (string | undefined)[] = [];
  for (let at = 0; at < 10; at++) ids.push(await a.arrive(...inConversation('C1', `${at}`)));
  await until(() => acked === 10);
  expect({ got, most }).toEqual({ got: ids, most: 1 });
});

/** A promise to hold something up with. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('what is being committed as an app connects that wants order comes in order', async () => {
  const gate = createGate();
  let commits = 0;
  const stage = open({
    inboxWith: ({ commit }) => ({
      async commit(given) {
        const committed = await commit(given);
        commits++;
        await gate.opened;
        return committed;
      },
    }),
  });
  connectTo(stage.room, { handles: [{ kind: 'command' }] });
  const coming = ['a', 'b', 'c'].map((key) => stage.arrive(...inConversation('C1', key)));
  await until(() => commits === 3);
  const app = connectTo(stage.room, { ordered: true, handles: [{ kind: 'event' }] });
  gate.open();
  const ids = (await Promise.all(coming)).toSorted((one, other) => Number(one) - Number(other));
  for (let settled = 0; settled < 3; settled++) {
    await until(() => app.got.length > settled);
    expect(app.got).toHaveLength(settled + 1);
    await app.ack(leaseOf(app.got[settled]));
  }
  expect(app.got.map(({ id, attempt }) => ({ id, attempt }))).toEqual(ids.map((id) => ({ id, attempt: 1 })));
});

test('what was claimed, or is held, as an app connects that wants order comes in order', async () => {
  const stage = open();
  const busy = connectTo(stage.room, { handles: [{ kind: 'event' }], maxInFlight: 1 });
  connectTo(stage.room, { handles: [{ kind: 'command' }] });
  const first = await stage.arrive('in hand');
  await until(() => busy.got.length === 1);
  const ids = [first];
  for (const key of ['a', 'b', 'c']) ids.push(await stage.arrive(...inConversation('C1', key)));
  await until(() => stage.room.counts().held === 3);
  const app = connectTo(stage.room, { ordered: true, maxInFlight: 10 });
  for (let settled = 0; settled < 3; settled++) {
    await until(() => app.got.length > settled);
    expect(app.got).toHaveLength(settled + 1);
    await app.ack(leaseOf(app.got[settled]));
  }
  expect(app.got.map(({ id }) => id)).toEqual(ids.slice(1));
});

test('what no app wants in order is not put in order beside what one does', async () => {
  const stage = open();
  const ofType = (equals: string) => [{ kind: 'event', matches: [{ property: 'type', equals }] }];
  const typed = (type: string, key: string): Parameters<typeof newEnvelope> => [
    key,
    'event',
    { event: { type } },
    type,
    { orderKey: 'C1' },
  ];
  for (const key of ['a', 'b', 'c']) {
    await stage.inbox.commit({
      ...newEnvelope(...typed('app_mention', key)),
      lease: undefined,
      wantedBy: undefined,
    });
  }
  const ordered = connectTo(stage.room, { ordered: true, handles: ofType('message') });
  const app = connectTo(stage.room, { handles: ofType('app_mention') });
  await until(() => app.got.length === 3);
  for (const delivery of app.got) await app.ack(leaseOf(delivery));
  for (const key of ['d', 'e']) await stage.arrive(...typed('message', key));
  await until(() => ordered.got.length === 1);
  await ordered.ack(leaseOf(ordered.got[0]));
  await until(() => ordered.got.length === 2);
});

/** What happens to one delivery in the hands of an app. */
type Fate = { end: 'ack' | 'nak' | 'term' | 'crash'; afterMs: number };

const fates = fc.array(
  fc.record<Fate>({
    end: fc.constantFrom('ack', 'ack', 'ack', 'ack', 'nak', 'term', 'crash'),
    afterMs: fc.integer({ min: 0, max: 12 }),
  }),
  { minLength: 12, maxLength: 40 },
);
const arrivals = fc.array(
  fc.record({
    conversation: fc.integer({ min: 0, max: 4 }),
    replica: fc.integer({ min: 0, max: 1 }),
    pauseMs: fc.constantFrom(0, 0, 0, 1, 3),
  }),
  { minLength: 20, maxLength: 60 },
);

/** Two replicas with an app each, which do with their deliveries as they are told, and note what they see. */
function openFleet(plan: Fate[]) {
  const fleet = createFakeFleet();
  const replicas = [0, 1].map(() => open({ fleet: fleet.join(), leaseMs: 2_000, maxAttempts: 1_000 }));
  /** By conversation: the ids in the order of their first delivery, and what is in hand now. */
  const seen = new Map<string, string[]>();
  const inHand = new Map<string, string>();
  const faults: string[] = [];
  /** What an app has said that it is done with, and of what it has had the answer. */
  const settling = new Set<string>();
  const done = new Set<string>();
  const keyOf = new Map<string, string>();
  let step = 0;

  function connect(stage: Stage): void {
    const app = connectTo(stage.room, {
      ordered: true,
      maxInFlight: 5,
      onDelivery: (delivery, self) => void handle(stage, self, delivery),
    });
    apps.set(stage, app);
  }

  function begin(id: string, conversation: string): void {
    const other = inHand.get(conversation);
    if (other !== undefined) faults.push(`${id} came while ${other} of ${conversation} was in hand`);
    if (settling.has(id)) faults.push(`${id} came after it was settled`);
    const before = seen.get(conversation) ?? [];
    const last = before.at(-1);
    if (last !== undefined && last !== id && !settling.has(last))
      faults.push(`${id} came before ${last} was settled`);
    if (!before.includes(id)) seen.set(conversation, [...before, id]);
    inHand.set(conversation, id);
  }

  async function handle(stage: Stage, app: App, delivery: Delivery): Promise<void> {
    const { id = '' } = delivery;
    await until(() => keyOf.has(id));
    const conversation = keyOf.get(id) ?? '';
    begin(id, conversation);
    const { end, afterMs } = plan[step++ % plan.length] ?? { end: 'ack', afterMs: 0 };
    await pause(afterMs);
    if (apps.get(stage) !== app) return;
    inHand.delete(conversation);
    if (end === 'crash' && step < 200) {
      connect(stage);
      for (const { id: lost = '' } of app.got) {
        const of = keyOf.get(lost) ?? '';
        if (inHand.get(of) === lost) inHand.delete(of);
      }
      await app.close();
      return;
    }
    if (end === 'nak' && step < 400) return app.nak(leaseOf(delivery), { delayMs: afterMs });
    settling.add(id);
    if (end === 'term') await app.term(leaseOf(delivery), {});
    else await app.ack(leaseOf(delivery));
    done.add(id);
  }

  const apps = new Map<Stage, App>();
  for (const stage of replicas) connect(stage);
  return { replicas, seen, faults, done, keyOf };
}

test('whatever apps do: one at a time of a conversation, in the order of the inbox, and all of it', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fates, arrivals, async (plan, coming) => {
      run++;
      const { replicas, seen, faults, done, keyOf } = openFleet(plan);
      const ids: string[] = [];
      const arriving = coming.map(async ({ conversation, replica, pauseMs }, at) => {
        await pause(pauseMs);
        const key = `C${conversation}`;
        const id = (await replicas[replica]?.arrive(...inConversation(key, `${run} ${at}`))) ?? '';
        keyOf.set(id, key);
        ids.push(id);
      });
      await Promise.all(arriving);
      await until(() => done.size === coming.length, 20_000);
      expect(faults).toEqual([]);
      expect([...seen.values()].flat().sort()).toEqual(ids.sort());
      for (const stage of replicas) await stage.stop();
      expect((await database.pool.query('select 1 from havoc_internal.unsettled')).rows).toEqual([]);
      await empty(database);
    }),
    { seed: 4, numRuns: 12, endOnFailure: true },
  );
}, 120_000);
