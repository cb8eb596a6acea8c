import type { Delivery } from '../../src/gen/havoc/v1/events.js';
import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import type { newEnvelope } from './new-envelope.js';
import { type App, connectTo, leaseOf, NEVER_MS, setUpStages } from './stage.js';

const { open, pool, unsettled } = await setUpStages();

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const inConversation = (orderKey: string, key: string): Parameters<typeof newEnvelope> => [
  key,
  'event',
  {},
  { orderKey },
];

test('delivers one envelope of a conversation at a time, even if the app takes many', async () => {
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

test.each<[string, (app: App) => Promise<void>]>([
  ['fails', (app) => app.nak(leaseOf(app.got[0]), { delayMs: NEVER_MS })],
  ['is settled', (app) => app.ack(leaseOf(app.got[0]))],
  ['is given back', (app) => app.close()],
])(
  'a parked envelope waits for a later one in hand, and is delivered at once when that one %s',
  async (_, end) => {
    const stage = open({ pollMs: NEVER_MS });
    const later = connectTo(stage.room, { ordered: true, handles: [{ kind: 'event' }] });
    const id = await stage.arrive('a', 'shortcut', {}, { orderKey: 'C1' });
    await until(async () => (await unsettled('parked_at is not null and lease is null')) === 1);
    await stage.arrive(...inConversation('C1', 'b'));
    await until(() => later.got.length === 1);
    const earlier = connectTo(stage.room, { ordered: true, handles: [{ kind: 'shortcut' }] });
    await until(async () => (await unsettled('not parked and lease is null')) === 1);
    const claims = stage.claims();
    stage.room.wake();
    await until(() => stage.claims() > claims);
    expect(earlier.got).toEqual([]);
    await end(later);
    await until(() => earlier.got.length === 1);
    expect(earlier.got[0]?.id).toBe(id);
  },
);

test('delivers a command at once while a conversation waits for its envelope in hand', async () => {
  const stage = open();
  const app = connectTo(stage.room, { ordered: true });
  await stage.arrive(...inConversation('C1', 'a'));
  await stage.arrive(...inConversation('C1', 'b'));
  await stage.arrive('c', 'command');
  await until(() => app.got.length === 2);
  expect(app.got.map(({ kind }) => kind).sort()).toEqual(['command', 'event']);
});

test('keeps order for an app that wants it beside an app that does not', async () => {
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

/** Makes a promise that holds something up until the test opens it. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('keeps order for envelopes that are being committed while an app that wants order connects', async () => {
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

test('keeps order for held envelopes when an app that wants order connects', async () => {
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

const ofType = (equals: string) => [{ kind: 'event', matches: [{ property: 'type', equals }] }];
const typed = (type: string, key: string, orderKey = 'C1'): Parameters<typeof newEnvelope> => [
  key,
  'event',
  { event: { type } },
  { name: type, orderKey },
];

test('does not keep order for envelopes that no app wants in order', async () => {
  const stage = open();
  for (const key of ['a', 'b', 'c']) {
    await stage.commit(...typed('app_mention', key));
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

test('serves an app without order beside one whose backlog is stuck', async () => {
  const stage = open({ pollMs: NEVER_MS });
  const everywhere = (type: string, count: number) =>
    Array.from({ length: count }, (_, at) => stage.commit(...typed(type, `${type} ${at}`, `C${at % 20}`)));
  await Promise.all(everywhere('message', 400));
  const stuck = connectTo(stage.room, { ordered: true, maxInFlight: 100, handles: ofType('message') });
  await until(() => stuck.got.length === 20);
  await Promise.all(everywhere('app_mention', 200));
  const app = connectTo(stage.room, {
    handles: ofType('app_mention'),
    onDelivery: (delivery, self) => void self.ack(leaseOf(delivery)),
  });
  await until(async () => (await unsettled()) === 400);
  expect(app.got.length).toBe(200);
  expect(stuck.got.length).toBe(20);
});

test('delivers an old backlog at once and in order to an app that wants order', async () => {
  const stage = open({ pollMs: NEVER_MS });
  const conversations = Array.from({ length: 100 }, (_, at) => `C${at}`);
  const committed = Array.from({ length: 1_000 }, (_, at) =>
    stage.commit(...inConversation(conversations[at % 100] ?? '', `${at}`)),
  );
  await Promise.all(committed);
  await pool.query(`
    update havoc_internal.unsettled
    set received_at = received_at - interval '1 hour', not_before = not_before - interval '1 hour'`);
  const { rows } = await pool.query<{ id: string; order_key: string }>(
    'select id, order_key from havoc_internal.unsettled order by id',
  );
  const app = connectTo(stage.room, {
    ordered: true,
    maxInFlight: 100,
    onDelivery: (delivery, self) => void self.ack(leaseOf(delivery)),
  });
  await until(async () => (await unsettled()) === 0);
  const keyOf = new Map(rows.map(({ id, order_key }) => [id, order_key]));
  expect(app.got.map(({ attempt }) => attempt)).toEqual(rows.map(() => 1));
  const inOrder = (ids: readonly string[], key: string) => ids.filter((id) => keyOf.get(id) === key);
  const ids = app.got.map(({ id }) => id);
  for (const key of new Set(keyOf.values()))
    expect(inOrder(ids, key)).toEqual(inOrder([...keyOf.keys()], key));
});
