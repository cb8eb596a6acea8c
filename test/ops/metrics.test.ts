import { createMetrics, type Metrics } from '../../src/ops/index.js';

let metrics: Metrics;
beforeEach(() => {
  metrics = createMetrics();
});

async function counted(name: string): Promise<Record<string, string | number>[]> {
  const metric = await metrics.registry.getSingleMetric(name)?.get();
  return (metric?.values ?? []).map(({ labels, value }) => ({ ...labels, value }));
}

test('counts what came from Slack by its kind, whatever it is called', async () => {
  for (const name of ['event message', 'event app_mention', 'block_actions vote_7', 'block_actions vote_8'])
    metrics.countTraffic({ direction: 'in', name, outcome: 'ok' });
  expect(await counted('havoc_incoming_total')).toEqual([
    { kind: 'event', outcome: 'ok', value: 2 },
    { kind: 'block_actions', outcome: 'ok', value: 2 },
  ]);
});

test('counts what a stranger asks for under one name', async () => {
  for (let at = 0; at < 50; at++)
    metrics.countTraffic({ direction: 'in', name: `/random/${at}`, outcome: 'refused: request.path' });
  expect(await counted('havoc_incoming_total')).toEqual([
    { kind: 'other', outcome: 'refused: request.path', value: 50 },
  ]);
});

test('counts calls by their method', async () => {
  for (const name of ['chat.postMessage', 'response_url', 'made.up', 'made.up.too'])
    metrics.countTraffic({ direction: 'out', name, outcome: 'ok' });
  expect(await counted('havoc_outgoing_total')).toEqual([
    { method: 'chat.postMessage', outcome: 'ok', value: 1 },
    { method: 'response_url', outcome: 'ok', value: 1 },
    { method: 'other', outcome: 'ok', value: 2 },
  ]);
});

test('counts dropped values by their field, and only so many fields', async () => {
  metrics.countDropped('view_submission', 'Block.text', 2);
  metrics.countDropped('view_submission', 'Block.text', 1);
  metrics.countDropped('users.info', 'User.name', 1);
  metrics.countDropped('made_up', 'User.name', 1);
  for (let at = 0; at < 5_000; at++) metrics.countDropped('view_submission', `Block.b${at}`, 1);
  const places = await counted('havoc_dropped_fields_total');
  expect(places.slice(0, 3)).toEqual([
    { kind: 'view_submission', field: 'Block.text', value: 3 },
    { kind: 'users.info', field: 'User.name', value: 1 },
    { kind: 'other', field: 'User.name', value: 1 },
  ]);
  expect(places.length).toBeLessThanOrEqual(1_001);
  expect(places.reduce((sum, { value }) => sum + Number(value), 0)).toBe(5_005);
});

test('counts late replies by their kind and by what became of them', async () => {
  metrics.countLate('command', 'applied');
  metrics.countLate('view_submission', 'dropped');
  metrics.countLate('telepathy', 'dropped');
  expect(await counted('havoc_late_replies_total')).toEqual([
    { kind: 'command', outcome: 'applied', value: 1 },
    { kind: 'view_submission', outcome: 'dropped', value: 1 },
    { kind: 'other', outcome: 'dropped', value: 1 },
  ]);
});

test('shows how many sidecars there are now', async () => {
  metrics.setReplicas(3);
  metrics.setReplicas(2);
  expect(await counted('havoc_replicas')).toEqual([{ value: 2 }]);
});
