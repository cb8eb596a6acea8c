import { createMetrics, type Metrics } from '../../src/ops/index.js';

let metrics: Metrics;
beforeEach(() => {
  metrics = createMetrics();
});

async function counted(name: string): Promise<Record<string, string | number>[]> {
  const metric = await metrics.registry.getSingleMetric(name)?.get();
  return (metric?.values ?? []).map(({ labels, value }) => ({ ...labels, value }));
}

test('counts requests from Slack by kind, not by name', async () => {
  for (const name of ['event message', 'event app_mention', 'block_actions vote_7', 'block_actions vote_8'])
    metrics.countTraffic({ direction: 'in', name, outcome: 'ok', tookMs: 1 });
  expect(await counted('havoc_incoming_total')).toEqual([
    { kind: 'event', outcome: 'ok', value: 2 },
    { kind: 'block_actions', outcome: 'ok', value: 2 },
  ]);
});

test('counts requests with unknown names as one kind', async () => {
  for (let at = 0; at < 50; at++)
    metrics.countTraffic({
      direction: 'in',
      name: `/random/${at}`,
      outcome: 'refused: request.path',
      tookMs: 1,
    });
  expect(await counted('havoc_incoming_total')).toEqual([
    { kind: 'other', outcome: 'refused: request.path', value: 50 },
  ]);
});

test('counts calls by method', async () => {
  for (const name of ['chat.postMessage', 'response_url', 'made.up', 'made.up.too'])
    metrics.countTraffic({ direction: 'out', name, outcome: 'ok', tookMs: 1 });
  expect(await counted('havoc_outgoing_total')).toEqual([
    { method: 'chat.postMessage', outcome: 'ok', value: 1 },
    { method: 'response_url', outcome: 'ok', value: 1 },
    { method: 'other', outcome: 'ok', value: 2 },
  ]);
});

test('counts late replies by kind and outcome', async () => {
  metrics.countLate('command', 'applied');
  metrics.countLate('view_submission', 'dropped');
  metrics.countLate('telepathy', 'dropped');
  expect(await counted('havoc_late_replies_total')).toEqual([
    { kind: 'command', outcome: 'applied', value: 1 },
    { kind: 'view_submission', outcome: 'dropped', value: 1 },
    { kind: 'other', outcome: 'dropped', value: 1 },
  ]);
});

test('counts connections that were closed to make room', async () => {
  metrics.countEvicted();
  metrics.countEvicted();
  expect(await counted('havoc_evicted_connections_total')).toEqual([{ value: 2 }]);
});

test('shows the current number of sidecars', async () => {
  metrics.setReplicas(3);
  metrics.setReplicas(2);
  expect(await counted('havoc_replicas')).toEqual([{ value: 2 }]);
});

test('counts deliveries and their outcomes by kind, and all unknown kinds as one', async () => {
  const { delivery } = metrics;
  delivery.handedOver('event', 3, 1);
  delivery.handedOver('event', 90_000, 2);
  delivery.handedOver('made up', 3, 1);
  delivery.ended('event', 'naked');
  delivery.died('event', 'attempts');
  delivery.unhandled('made up too');
  expect(await counted('havoc_deliveries_total')).toEqual([
    { kind: 'event', value: 2 },
    { kind: 'other', value: 1 },
  ]);
  expect(await counted('havoc_redeliveries_total')).toEqual([{ kind: 'event', value: 1 }]);
  expect(await counted('havoc_attempts_ended_total')).toEqual([
    { kind: 'event', outcome: 'naked', value: 1 },
  ]);
  const happened = async (name: string) => (await counted(name)).filter(({ value }) => value !== 0);
  expect(await happened('havoc_dead_letters_total')).toEqual([
    { kind: 'event', reason: 'attempts', value: 1 },
  ]);
  expect(await happened('havoc_unhandled_total')).toEqual([{ kind: 'other', value: 1 }]);
  // The wait of a second attempt says nothing about havoc.
  const waits = await counted('havoc_delivery_wait_seconds');
  expect(waits.at(-1)).toMatchObject({ value: 2 });
});

test('shows deliveries in flight, and the backlog while the database can count it', async () => {
  let isAway = false;
  metrics.watchDelivery(() => ({ apps: 1, inFlight: 3, held: 2 }));
  metrics.watchBacklog(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(7)), 1_000);
  const shown = async () =>
    Promise.all(
      ['havoc_apps', 'havoc_in_flight', 'havoc_held', 'havoc_backlog', 'havoc_backlog_limit'].map(
        async (name) => (await counted(name))[0]?.value,
      ),
    );
  expect(await shown()).toEqual([1, 3, 2, 7, 1_000]);
  isAway = true;
  expect(await shown()).toEqual([1, 3, 2, Number.NaN, 1_000]);
});

test('shows all other metrics within the time of a scrape if the database does not respond', async () => {
  metrics.watchDatabase(async () => false);
  metrics.watchBacklog(() => new Promise(() => {}), 1_000);
  const shown = await metrics.registry.metrics();
  expect(shown).toMatch(/^havoc_database_up 0$/m);
  expect(shown).toMatch(/^havoc_backlog Nan$/m);
}, 5_000);

test('checks at each scrape whether the database responds', async () => {
  let isUp = true;
  metrics.watchDatabase(async () => isUp);
  expect(await counted('havoc_database_up')).toEqual([{ value: 1 }]);
  isUp = false;
  expect(await counted('havoc_database_up')).toEqual([{ value: 0 }]);
});

test('shows counters of rare events at 0, so that the first event counts as an increase', async () => {
  for (const reason of ['attempts', 'termed'])
    expect(await counted('havoc_dead_letters_total')).toContainEqual({ kind: 'command', reason, value: 0 });
  expect(await counted('havoc_unhandled_total')).toContainEqual({ kind: 'other', value: 0 });
});

test('measures the time of answers to Slack by kind, without refusals', async () => {
  metrics.countTraffic({ direction: 'in', name: 'event message', outcome: 'ok', tookMs: 40 });
  metrics.countTraffic({ direction: 'in', name: 'event message', outcome: 'duplicate', tookMs: 200 });
  metrics.countTraffic({ direction: 'in', name: '/x', outcome: 'refused: request.path', tookMs: 9_000 });
  metrics.countTraffic({ direction: 'out', name: 'chat.postMessage', outcome: 'ok', tookMs: 9_000 });
  const times = await counted('havoc_answer_seconds');
  expect(times.filter(({ le }) => le === undefined)).toEqual([
    { kind: 'event', value: expect.closeTo(0.24) },
    { kind: 'event', value: 2 },
  ]);
  expect(times).toContainEqual({ kind: 'event', le: 0.05, value: 1 });
});

test('only one metric shows the backlog', async () => {
  metrics.watchDelivery(() => ({ apps: 1, inFlight: 3, held: 2 }));
  metrics.watchBacklog(async () => 7, 1_000);
  metrics.watchSockets(() => ({ held: 2, up: 1 }));
  const names = metrics.registry.getMetricsAsArray().map(({ name }) => name);
  expect(names.filter((name) => name.endsWith('backlog'))).toEqual(['havoc_backlog']);
});
