import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentSchema } from '../../src/config.js';
import { containerOf, LEAST, lint, REPOSITORY, render } from './chart.js';
import { NOT_SETTINGS, settingsSchema } from './settings-schema.js';

const podOf = (values?: object) => render(values).Deployment.spec.template.spec;

test.each([
  ['the least', LEAST],
  ['an ingress', { ...LEAST, ingress: { enabled: true, host: 'slack.example.com', tlsSecret: 'cert' } }],
  [
    'everything else',
    { ...LEAST, replicaCount: 5, podAnnotations: { a: 'b' }, tolerations: [{ operator: 'Exists' }] },
  ],
])('helm lint is content with %s', (_, values) => {
  expect(lint(values)).toMatchObject({ status: 0, stdout: expect.stringContaining('0 chart(s) failed') });
});

test.each([
  ['no app image', { ...LEAST, app: {} }, /app\.image/],
  ['an ingress without a host', { ...LEAST, ingress: { enabled: true } }, /ingress\.host/],
  ['a misspelt value', { ...LEAST, replicas: 3 }, /replicas is not allowed/],
  [
    'a secret among the settings',
    { app: LEAST.app, havoc: { ...LEAST.havoc, settings: { SLACK_BOT_TOKEN: 'xoxb-1' } } },
    /SLACK_BOT_TOKEN/,
  ],
  [
    'another gRPC address',
    { app: LEAST.app, havoc: { ...LEAST.havoc, settings: { HAVOC_ADDRESS: 'x:1' } } },
    /HAVOC_ADDRESS/,
  ],
])('%s is refused by name', (_, values, message) => {
  expect(() => render(values)).toThrow(message);
});

test('the tables are brought up to date, then havoc starts as a sidecar, then the app', () => {
  const { initContainers, containers } = podOf();
  expect(initContainers.map(({ name, args, restartPolicy }) => ({ name, args, restartPolicy }))).toEqual([
    { name: 'migrate', args: ['migrate'], restartPolicy: undefined },
    { name: 'havoc', args: ['serve'], restartPolicy: 'Always' },
  ]);
  expect(containers.map(({ name, image }) => ({ name, image }))).toEqual([
    { name: 'app', image: LEAST.app.image },
  ]);
});

test('the migration step can be left to another', () => {
  const { initContainers } = podOf({ ...LEAST, havoc: { ...LEAST.havoc, migrate: false } });
  expect(initContainers.map(({ name }) => name)).toEqual(['havoc']);
});

test('app and havoc meet at a socket in memory that only they mount', () => {
  const rendered = render();
  const { volumes, securityContext } = rendered.Deployment.spec.template.spec;
  expect(volumes).toEqual([{ name: 'havoc-socket', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }]);
  // The socket lets in its group alone, so both must be in it.
  expect(securityContext.fsGroup).toBe(1000);
  for (const container of [containerOf(rendered, 'havoc'), containerOf(rendered, 'app')]) {
    expect(container.volumeMounts).toEqual([{ name: 'havoc-socket', mountPath: '/run/havoc' }]);
    expect(container.env).toContainEqual({ name: 'HAVOC_ADDRESS', value: 'unix:/run/havoc/havoc.sock' });
  }
});

test('secrets come by reference, to havoc alone', () => {
  const rendered = render({
    ...LEAST,
    havoc: { ...LEAST.havoc, secretKeys: { SLACK_BOT_TOKEN: 'bot-token' } },
  });
  expect(containerOf(rendered, 'havoc').env?.filter(({ valueFrom }) => valueFrom)).toEqual(
    [
      { name: 'DATABASE_URL', key: 'DATABASE_URL' },
      { name: 'DATABASE_DIRECT_URL', key: 'DATABASE_DIRECT_URL', optional: true },
      { name: 'SLACK_SIGNING_SECRET', key: 'SLACK_SIGNING_SECRET', optional: true },
      { name: 'SLACK_SIGNING_SECRET_PREVIOUS', key: 'SLACK_SIGNING_SECRET_PREVIOUS', optional: true },
      { name: 'SLACK_BOT_TOKEN', key: 'bot-token', optional: true },
      { name: 'SLACK_APP_TOKEN', key: 'SLACK_APP_TOKEN', optional: true },
    ].map(({ name, ...reference }) => ({
      name,
      valueFrom: { secretKeyRef: { name: 'poll-secrets', ...reference } },
    })),
  );
  expect(containerOf(rendered, 'app').env).toEqual([{ name: 'HAVOC_ADDRESS', value: expect.any(String) }]);
});

test.each(['migrate', 'havoc'])('%s is no root, writes nowhere and can gain nothing', (name) => {
  expect(containerOf(render(), name).securityContext).toEqual({
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test.each([
  ['startupProbe', '/startupz'],
  ['readinessProbe', '/readyz'],
  ['livenessProbe', '/livez'],
] as const)('%s asks the ops listener for %s', (probe, path) => {
  const havoc = containerOf(render(), 'havoc');
  expect(havoc[probe]).toMatchObject({ httpGet: { path, port: 'ops' } });
  expect(havoc.ports).toContainEqual({ name: 'ops', containerPort: 9090 });
});

test('the service leads to the listener for Slack alone', () => {
  const { Service, Deployment } = render();
  expect(Service.spec.ports).toEqual([{ name: 'slack', port: 80, targetPort: 3000 }]);
  expect(Service.spec.selector).toEqual(Deployment.spec.selector.matchLabels);
  expect(Deployment.spec.template.metadata.labels).toMatchObject(Service.spec.selector);
});

test('there is an ingress when asked for, and it routes /slack alone', () => {
  expect(render().Ingress).toBeUndefined();
  const ingress = { enabled: true, host: 'slack.example.com', className: 'nginx', tlsSecret: 'cert' };
  expect(render({ ...LEAST, ingress }).Ingress?.spec).toEqual({
    ingressClassName: 'nginx',
    tls: [{ secretName: 'cert', hosts: ['slack.example.com'] }],
    rules: [
      {
        host: 'slack.example.com',
        http: {
          paths: [
            {
              path: '/slack',
              pathType: 'Prefix',
              backend: { service: { name: 'poll', port: { name: 'slack' } } },
            },
          ],
        },
      },
    ],
  });
});

test('settings and what the app needs are handed on', () => {
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
      ...LEAST.havoc,
      image: 'registry.example.com/havoc:2',
      settings: { HAVOC_LOG_LEVEL: 'debug', HAVOC_DRAIN_MS: 5000 },
    },
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
      // Kubernetes takes strings alone.
      { name: 'HAVOC_DRAIN_MS', value: '5000' },
    ]),
  );
});

test('every variable that the chart sets is one that havoc reads', () => {
  const known = Object.keys(environmentSchema.shape);
  const set = containerOf(render(), 'havoc').env?.map(({ name }) => name) ?? [];
  expect(set.filter((name) => !known.includes(name))).toEqual([]);
  expect(set).toEqual(
    expect.arrayContaining(Object.keys(NOT_SETTINGS).filter((name) => NOT_SETTINGS[name] !== 'not in a pod')),
  );
});

test('the schema takes every variable that havoc reads, as havoc takes it', () => {
  const schema = JSON.parse(readFileSync(resolve(REPOSITORY, 'helm/havoc/values.schema.json'), 'utf8'));
  const { secretKeys, settings } = schema.properties.havoc.properties;
  // Where this fails: npm run generate:chart.
  expect(settings).toEqual(settingsSchema());
  const ofSecret = Object.keys(NOT_SETTINGS).filter((name) => NOT_SETTINGS[name] === 'Secret');
  for (const { properties } of [secretKeys, schema.properties.secret.properties.values])
    expect(Object.keys(properties)).toEqual(ofSecret);
});
