import { readFileSync } from 'node:fs';
import { createMetrics } from '../../src/ops/index.js';

test('the README has every metric, and no other', () => {
  const metrics = createMetrics();
  metrics.watchDelivery(() => ({ apps: 0, inFlight: 0, held: 0 }));
  metrics.watchBacklog(async () => 0, 1);
  metrics.watchDatabase(async () => true);
  metrics.watchToken(() => false);
  metrics.watchSockets(() => ({ held: 0, up: 0 }));
  const shown = metrics.registry.getMetricsAsArray().map(({ name }) => name);

  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const table = readme.slice(readme.indexOf('| metric |'), readme.indexOf('The command runs in the pod'));
  const named = [...table.matchAll(/^\| (`havoc_[^|]*) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(' ').map((name) => name.replaceAll('`', '')),
  );
  expect(named.sort()).toEqual(shown.filter((name) => name.startsWith('havoc_')).sort());
});
