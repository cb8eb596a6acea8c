import { environmentSchema } from '../../src/config.js';
import { containerOf, LEAST, podOf, render } from './chart.js';

const NATIVE = render();

test('the chart computes with the defaults of havoc', () => {
  const { HAVOC_DRAIN_MS, HAVOC_DATABASE_WAIT_MS } = environmentSchema.shape;
  const settings = {
    HAVOC_DRAIN_MS: HAVOC_DRAIN_MS.parse(undefined),
    HAVOC_DATABASE_WAIT_MS: HAVOC_DATABASE_WAIT_MS.parse(undefined),
  };
  const said = render({ ...LEAST, havoc: { settings } });
  expect(podOf(NATIVE).terminationGracePeriodSeconds).toBe(podOf(said).terminationGracePeriodSeconds);
  expect(containerOf(NATIVE, 'havoc').startupProbe).toEqual(containerOf(said, 'havoc').startupProbe);
});

test.each([
  ['the defaults: 30 s for the app, 20 s for havoc, and 10 s more', {}, 60],
  ['an app that stops slowly', { app: { ...LEAST.app, stopSeconds: 120 } }, 150],
  ['a long wait for requests', { havoc: { preStopSeconds: 60 } }, 90],
  ['a long drain', { havoc: { settings: { HAVOC_DRAIN_MS: 45_500 } } }, 86],
  ['no drain', { havoc: { settings: { HAVOC_DRAIN_MS: 0 } } }, 40],
  ['an explicit value', { terminationGracePeriodSeconds: 600 }, 600],
])('the time that a pod has to end fits %s', (_, more, seconds) => {
  expect(podOf(render({ ...LEAST, ...more })).terminationGracePeriodSeconds).toBe(seconds);
});

test.each([
  [{}, 90],
  [{ HAVOC_DATABASE_WAIT_MS: 600_000 }, 630],
  [{ HAVOC_DATABASE_WAIT_MS: 0 }, 30],
])('with the settings %j, a start may take %d s', (settings, seconds) => {
  const { startupProbe } = containerOf(render({ ...LEAST, havoc: { settings } }), 'havoc');
  expect(startupProbe).toMatchObject({ periodSeconds: 1, failureThreshold: seconds });
});

test.each([
  ['startupProbe', '/startupz'],
  ['readinessProbe', '/readyz'],
  ['livenessProbe', '/livez'],
] as const)('%s requests %s from the ops port', (probe, path) => {
  const havoc = containerOf(NATIVE, 'havoc');
  expect(havoc[probe]).toMatchObject({ httpGet: { path, port: 'ops' } });
  expect(havoc.ports).toContainEqual({ name: 'ops', containerPort: 9090 });
});
