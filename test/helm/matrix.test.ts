import { HELMS, lint, renderAll } from './chart.js';
import { COMBINATIONS } from './combinations.js';
import { findMistakes } from './kubernetes.js';
import type { KubernetesObject } from './objects.js';

const table = Object.entries(COMBINATIONS).map(([name, combination]) => ({ name, ...combination }));

describe.each(HELMS)('with helm from $name', (helm) => {
  test.each(table)('helm lint accepts $name', ({ values }) => {
    expect(lint(values, helm)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('0 chart(s) failed'),
    });
  });

  describe('the rendered objects', () => {
    let rendered: Map<string, KubernetesObject[]>;
    beforeAll(() => {
      rendered = new Map(
        table.map(({ name, values, kubernetes }) => [name, renderAll(values, { helm, kubernetes })]),
      );
    }, 120_000);

    test('are valid, and have only fields that Kubernetes knows', async () => {
      expect(await findMistakes(rendered)).toEqual([]);
    }, 120_000);

    test('have a unique name for each kind', () => {
      for (const objects of rendered.values()) {
        const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        expect(names).toEqual([...new Set(names)]);
      }
    });
  });
});

describe('the check of objects finds', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };
  const container = (more: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', ...more }] },
  });

  test.each<[string, KubernetesObject & { spec?: object }, RegExp]>([
    [
      'an unknown field',
      { ...service, spec: { selectors: {} } },
      /"selectors"' does not exist in type 'IServiceSpec'/,
    ],
    [
      'an unknown field deep inside',
      container({ ports: [{ containerPort: 1, hostPorts: 2 }] }),
      /"hostPorts"' does not exist/,
    ],
    ['a field of the wrong type', container({ env: [{ name: 'A', value: 1 }] }), /must be string/],
    ['a missing field', container({ ports: [{ name: 'a' }] }), /required property containerPort/],
    [
      'an unknown field of the Prometheus operator',
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name: 'a' },
        spec: { endpoint: [] },
      },
      /"endpoint"' does not exist/,
    ],
  ])('%s', async (_, object, mistake) => {
    expect((await findMistakes(new Map([['it', [object]]]))).join('\n')).toMatch(mistake);
  });
});
