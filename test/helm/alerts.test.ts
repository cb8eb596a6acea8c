import { createMetrics } from '../../src/ops/index.js';
import { LEAST, render } from './chart.js';
import type { Rule } from './objects.js';

const rulesOf = (prometheusRule: object): Rule[] =>
  render({
    ...LEAST,
    prometheusRule: { enabled: true, ...prometheusRule },
  }).PrometheusRule?.spec.groups.flatMap(({ rules }) => rules) ?? [];

const RULES = rulesOf({});

/** The labels of each metric that a sidecar with Socket Mode exports, by metric. */
async function shownMetrics(): Promise<Map<string, readonly string[]>> {
  const metrics = createMetrics();
  metrics.watchDelivery(() => ({ apps: 1, inFlight: 0, held: 0 }));
  metrics.watchBacklog(async () => 0, 1);
  metrics.watchDatabase(async () => true);
  metrics.watchInstallations(async () => ({ active: 1, refused: 0, ended: 0 }));
  metrics.watchSockets(() => ({ held: 2, up: 2 }));
  metrics.countTraffic({ direction: 'in', name: 'event message', outcome: 'ok', tookMs: 1 });
  metrics.countTraffic({ direction: 'out', name: 'chat.postMessage', outcome: 'ok', tookMs: 1 });
  const shown = await metrics.registry.getMetricsAsJSON();
  return new Map(
    shown.flatMap(({ name, values }) =>
      values.map((value) => {
        const series =
          'metricName' in value && typeof value.metricName === 'string' ? value.metricName : name;
        return [series, Object.keys(value.labels)] as const;
      }),
    ),
  );
}

/** The metrics of an expression, each with the labels of its selector. */
function selectorsOf(expr: string): { metric: string; labels: string[] }[] {
  return [...expr.matchAll(/\b(havoc_\w+)\{([^}]*)\}/g)].map(([, metric = '', labels = '']) => ({
    metric,
    labels: [...labels.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label),
  }));
}

test.each([
  'HavocBacklogGrows',
  'HavocBacklogNearLimit',
  'HavocInboxFull',
  'HavocDeadLetters',
  'HavocRefusesRequests',
  'HavocFailsRequests',
  'HavocSocketDown',
  'HavocDatabaseAway',
  'HavocFallbacks',
  'HavocSlackCallsFail',
  'HavocTokenFails',
  'HavocInstallationsRefused',
  'HavocTokenLost',
  'HavocTokenRefreshFails',
  'HavocAnswersSlowly',
  'HavocNoApp',
  'HavocDown',
  'HavocUnhandled',
])('%s is among the alerts, and says what to do', (name) => {
  expect(RULES.find(({ alert }) => alert === name)).toMatchObject({
    annotations: {
      summary: expect.stringMatching(/\.$/),
      description: expect.stringMatching(/^.{80,}\.$/s),
    },
    labels: { severity: expect.stringMatching(/^(critical|warning|info)$/) },
  });
});

test('alerts use only metrics and labels that havoc exports, and select this release only', async () => {
  const shown = await shownMetrics();
  for (const { alert, expr } of RULES) {
    const selectors = selectorsOf(expr);
    expect({ alert, mentioned: expr.match(/\bhavoc_/g)?.length }).toEqual({
      alert,
      mentioned: selectors.length,
    });
    for (const { metric, labels } of selectors) {
      const own = labels.filter((label) => label !== 'namespace' && label !== 'service');
      expect({ alert, metric, labels: shown.get(metric) }).toEqual({
        alert,
        metric,
        labels: expect.arrayContaining(own),
      });
      expect(labels.slice(0, 2)).toEqual(['namespace', 'service']);
    }
  }
});

test('alerts can have other labels, select other series, and be disabled', () => {
  const rules = rulesOf({
    selector: 'namespace="chat",pod=~"poll-.*"',
    alertLabels: { team: 'chat', severity: 'page' },
    disabled: ['HavocUnhandled', 'HavocDown'],
  });
  expect(rules).toHaveLength(RULES.length - 2);
  for (const { labels, expr } of rules) {
    expect(labels).toEqual({ team: 'chat', severity: 'page' });
    expect(expr).toContain('{namespace="chat",pod=~"poll-.*"');
  }
});
