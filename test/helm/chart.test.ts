import { environmentSchema } from '../../src/config.js';
import { containerOf, LEAST, OAUTH, render, renderText } from './chart.js';
import { NOT_SETTINGS } from './settings-schema.js';

const NATIVE = render();

test('the chart renders with only the app’s image, and uses a Secret named after the release', () => {
  expect(renderText()).toMatchSnapshot();
  expect(containerOf(NATIVE, 'havoc').env).toContainEqual({
    name: 'DATABASE_URL',
    valueFrom: { secretKeyRef: { name: 'poll-havoc', key: 'DATABASE_URL' } },
  });
});

test('custom labels and annotations win, except over the labels of selectors', () => {
  const commonLabels = { owner: 'chat', 'app.kubernetes.io/part-of': 'chat', 'app.kubernetes.io/name': 'x' };
  const podLabels = { owner: 'poll', 'app.kubernetes.io/instance': 'x' };
  const podAnnotations = { 'kubectl.kubernetes.io/default-container': 'havoc' };
  const { Deployment, Service } = render({ ...LEAST, commonLabels, podLabels, podAnnotations });
  const { labels, annotations } = Deployment.spec.template.metadata;
  const found = { 'app.kubernetes.io/name': 'havoc', 'app.kubernetes.io/instance': 'poll' };
  expect(labels).toMatchObject({ ...found, owner: 'poll', 'app.kubernetes.io/part-of': 'chat' });
  expect(annotations).toMatchObject(podAnnotations);
  expect(Service.metadata.labels).toMatchObject({ ...found, owner: 'chat' });
});

test('settings and the values of the app are passed on', () => {
  const rendered = render({
    replicaCount: 3,
    app: {
      ...LEAST.app,
      command: ['node'],
      args: ['worker.js'],
      env: [{ name: 'POLL_URL', value: 'x' }],
      envFrom: [{ secretRef: { name: 'app' } }],
      resources: { limits: { memory: '1Gi' } },
    },
    havoc: {
      image: 'registry.example.com/havoc:2',
      settings: {
        HAVOC_LOG_LEVEL: 'debug',
        HAVOC_BACKLOG_LIMIT: 50_000_000,
        NODE_OPTIONS: '--max-old-space-size=384',
      },
    },
    readiness: { strict: true },
  });
  expect(rendered.Deployment.spec.replicas).toBe(3);
  expect(containerOf(rendered, 'app')).toMatchObject({
    command: ['node'],
    args: ['worker.js'],
    envFrom: [{ secretRef: { name: 'app' } }],
    resources: { limits: { memory: '1Gi' } },
  });
  expect(containerOf(rendered, 'app').env).toContainEqual({ name: 'POLL_URL', value: 'x' });
  expect(containerOf(rendered, 'havoc').image).toBe('registry.example.com/havoc:2');
  expect(containerOf(rendered, 'havoc').env).toEqual(
    expect.arrayContaining([
      { name: 'HAVOC_LOG_LEVEL', value: 'debug' },
      // Kubernetes accepts only strings, and Go would write this number as 5e+07.
      { name: 'HAVOC_BACKLOG_LIMIT', value: '50000000' },
      { name: 'NODE_OPTIONS', value: '--max-old-space-size=384' },
      { name: 'HAVOC_READINESS_STRICT', value: 'true' },
    ]),
  );
});

test('the chart sets exactly the variables that havoc reads and that are not settings', () => {
  const known = Object.keys(environmentSchema.shape);
  // A page and a URL for the same end exclude each other.
  const ends = [
    { successUrl: 'https://a.example/in', pages: { configMap: 'pages', failure: 'failure.html' } },
    { failureUrl: 'https://a.example/out', pages: { configMap: 'pages', success: 'success.html' } },
  ];
  const set = ends.flatMap((end) => {
    const oauth = { ...OAUTH, userScopes: ['users:read'], ...end };
    return containerOf(render({ ...LEAST, havoc: { oauth } }), 'havoc').env?.map(({ name }) => name) ?? [];
  });
  expect(set.filter((name) => !known.includes(name))).toEqual([]);
  const expected = Object.keys(NOT_SETTINGS).filter((name) => NOT_SETTINGS[name] !== 'not in a pod');
  expect([...new Set(set)].sort()).toEqual(expected.sort());
});
