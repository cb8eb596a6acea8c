import { environmentSchema } from '../../src/config.js';
import { containerOf, LEAST, render, renderAll, renderText } from './chart.js';
import { NOT_SETTINGS } from './settings-schema.js';

const NATIVE = render();
const CLASSIC = render({ ...LEAST, havoc: { sidecar: 'classic' } });
const podOf = ({ Deployment }: typeof NATIVE) => Deployment.spec.template.spec;

test('with the app’s image alone it renders, and waits for a Secret that is called after the release', () => {
  expect(renderText()).toMatchSnapshot();
  expect(containerOf(NATIVE, 'havoc').env).toContainEqual({
    name: 'DATABASE_URL',
    valueFrom: { secretKeyRef: { name: 'poll-havoc', key: 'DATABASE_URL' } },
  });
});

describe('in the native form', () => {
  test('the tables are brought up to date, then havoc starts as a sidecar, then the app', () => {
    const { initContainers = [], containers } = podOf(NATIVE);
    expect(initContainers.map(({ name, args, restartPolicy }) => ({ name, args, restartPolicy }))).toEqual([
      { name: 'migrate', args: ['migrate'], restartPolicy: undefined },
      { name: 'havoc', args: ['serve'], restartPolicy: 'Always' },
    ]);
    expect(containers.map(({ name, image }) => ({ name, image }))).toEqual([
      { name: 'app', image: LEAST.app.image },
    ]);
  });

  test.each([
    ['1.29', { exec: { command: ['node', '--eval', 'setTimeout(() => {}, 7000)'] } }],
    ['1.30', { sleep: { seconds: 7 } }],
  ])('havoc keeps taking requests for a while, by what Kubernetes %s has', (kubernetes, preStop) => {
    const rendered = render({ ...LEAST, havoc: { preStopSeconds: 7 } }, { kubernetes });
    expect(containerOf(rendered, 'havoc').lifecycle).toEqual({ preStop });
  });
});

describe('in the classic form', () => {
  test('the tables are brought up to date, then app and havoc start beside each other', () => {
    const { initContainers, containers } = podOf(CLASSIC);
    expect(initContainers?.map(({ name }) => name)).toEqual(['migrate']);
    expect(containers.map(({ name, restartPolicy }) => ({ name, restartPolicy }))).toEqual([
      { name: 'app', restartPolicy: undefined },
      { name: 'havoc', restartPolicy: undefined },
    ]);
  });

  test('havoc stays for the app as long as the app may take', () => {
    const rendered = render({ app: { ...LEAST.app, stopSeconds: 90 }, havoc: { sidecar: 'classic' } });
    const { exec } = containerOf(rendered, 'havoc').lifecycle?.preStop ?? {};
    expect(exec?.command.slice(0, 2)).toEqual(['node', '--eval']);
    expect(exec?.command.slice(3)).toEqual(['http://localhost:9090/readyz', '5', '90']);
  });
});

test('the migration can be left to another, and then nothing comes before the app', () => {
  const havoc = { migrate: false };
  expect(podOf(render({ ...LEAST, havoc })).initContainers?.map(({ name }) => name)).toEqual(['havoc']);
  expect(podOf(render({ ...LEAST, havoc: { ...havoc, sidecar: 'classic' } })).initContainers).toBeUndefined();
});

test('what is reckoned with where nothing is set is what havoc itself takes then', () => {
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
  ['native', ['migrate', 'havoc', 'seed'], ['app', 'proxy']],
  ['classic', ['migrate', 'seed'], ['app', 'havoc', 'proxy']],
])('in the %s form, containers of one’s own come last', (sidecar, before, beside) => {
  const own = (name: string) => [{ name, image: 'x' }];
  const more = { initContainers: own('seed'), containers: own('proxy') };
  const { initContainers = [], containers } = podOf(render({ ...LEAST, havoc: { sidecar }, ...more }));
  expect(initContainers.map(({ name }) => name)).toEqual(before);
  expect(containers.map(({ name }) => name)).toEqual(beside);
});

test.each([
  ['the app for 30 s, havoc for 20 s, and 10 s', {}, 60],
  ['an app that takes long', { app: { ...LEAST.app, stopSeconds: 120 } }, 150],
  ['a long wait for requests', { havoc: { preStopSeconds: 60 } }, 90],
  ['a long drain', { havoc: { settings: { HAVOC_DRAIN_MS: 45_500 } } }, 86],
  ['no drain', { havoc: { settings: { HAVOC_DRAIN_MS: 0 } } }, 40],
  ['what is said', { terminationGracePeriodSeconds: 600 }, 600],
])('a pod has time to end for %s', (_, more, seconds) => {
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
] as const)('%s asks the ops listener for %s', (probe, path) => {
  const havoc = containerOf(NATIVE, 'havoc');
  expect(havoc[probe]).toMatchObject({ httpGet: { path, port: 'ops' } });
  expect(havoc.ports).toContainEqual({ name: 'ops', containerPort: 9090 });
});

test('app and havoc meet at a socket in memory that only they mount, in a group of both', () => {
  const { volumes, securityContext } = podOf(NATIVE);
  expect(volumes).toEqual([{ name: 'havoc-socket', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }]);
  expect(securityContext.fsGroup).toBe(1000);
  for (const container of [containerOf(NATIVE, 'havoc'), containerOf(NATIVE, 'app')]) {
    expect(container.volumeMounts).toEqual([{ name: 'havoc-socket', mountPath: '/run/havoc' }]);
    expect(container.env).toContainEqual({ name: 'HAVOC_ADDRESS', value: 'unix:/run/havoc/havoc.sock' });
  }
  expect(containerOf(NATIVE, 'migrate').volumeMounts).toBeUndefined();
});

test('or at a port of the loopback, and then there is nothing to mount', () => {
  const rendered = render({ ...LEAST, havoc: { transport: 'tcp', ports: { grpc: 7000 } } });
  expect(podOf(rendered).volumes).toBeUndefined();
  for (const container of [containerOf(rendered, 'havoc'), containerOf(rendered, 'app')]) {
    expect(container.volumeMounts).toBeUndefined();
    expect(container.env).toContainEqual({ name: 'HAVOC_ADDRESS', value: '127.0.0.1:7000' });
  }
});

test('secrets come by reference, to havoc alone', () => {
  const rendered = render({
    ...LEAST,
    havoc: { existingSecret: 'poll-secrets', secretKeys: { SLACK_BOT_TOKEN: 'bot-token' } },
  });
  const referenced = (name: string) => containerOf(rendered, name).env?.filter(({ valueFrom }) => valueFrom);
  const database = [
    { name: 'DATABASE_URL', key: 'DATABASE_URL' },
    { name: 'DATABASE_DIRECT_URL', key: 'DATABASE_DIRECT_URL', optional: true },
  ];
  const slack = [
    { name: 'SLACK_SIGNING_SECRET', key: 'SLACK_SIGNING_SECRET', optional: true },
    { name: 'SLACK_SIGNING_SECRET_PREVIOUS', key: 'SLACK_SIGNING_SECRET_PREVIOUS', optional: true },
    { name: 'SLACK_BOT_TOKEN', key: 'bot-token', optional: true },
    { name: 'SLACK_APP_TOKEN', key: 'SLACK_APP_TOKEN', optional: true },
  ];
  const asEnv = (keys: { name: string }[]) =>
    keys.map(({ name, ...reference }) => ({
      name,
      valueFrom: { secretKeyRef: { name: 'poll-secrets', ...reference } },
    }));
  expect(referenced('havoc')).toEqual(asEnv([...database, ...slack]));
  expect(referenced('migrate')).toEqual(asEnv(database));
  expect(containerOf(rendered, 'app').env).toEqual([{ name: 'HAVOC_ADDRESS', value: expect.any(String) }]);
});

test('a Secret to try out has what was given, under the keys that are looked for, and pods go with it', () => {
  const values = { DATABASE_URL: 'postgresql://db/havoc', SLACK_BOT_TOKEN: 'xoxb-1' };
  const having = (more: object) =>
    render({
      ...LEAST,
      havoc: { secretKeys: { SLACK_BOT_TOKEN: 'bot-token' } },
      secret: { create: true, values: { ...values, ...more } },
    });
  const rendered = having({});
  expect(rendered.Secret).toMatchObject({
    metadata: { name: 'poll-havoc' },
    stringData: { DATABASE_URL: 'postgresql://db/havoc', 'bot-token': 'xoxb-1' },
  });
  const checksumOf = ({ Deployment }: typeof rendered) =>
    Deployment.spec.template.metadata.annotations?.['checksum/havoc-secret'];
  expect(checksumOf(rendered)).toMatch(/^[0-9a-f]{64}$/);
  expect(checksumOf(having({ SLACK_APP_TOKEN: 'xapp-1' }))).not.toBe(checksumOf(rendered));
});

test('a PostgreSQL to try out brings its own password, and havoc takes its address', () => {
  const objects = renderAll({ ...LEAST, postgresql: { enabled: true } });
  const named = objects.filter(({ metadata }) => metadata.name === 'poll-postgresql');
  expect(named.map(({ kind }) => kind).sort()).toEqual(['Secret', 'Service', 'StatefulSet']);
  expect(named.find(({ kind }) => kind === 'Secret')).toMatchObject({
    stringData: {
      password: expect.stringMatching(/^\w{32}$/),
      url: expect.stringMatching(/^postgresql:\/\/havoc:\w{32}@poll-postgresql:5432\/havoc$/),
    },
  });
  const rendered = render({ ...LEAST, postgresql: { enabled: true } });
  for (const name of ['havoc', 'migrate'])
    expect(containerOf(rendered, name).env).toContainEqual({
      name: 'DATABASE_URL',
      valueFrom: { secretKeyRef: { name: 'poll-postgresql', key: 'url' } },
    });
});

test.each(['havoc', 'migrate'])('%s finds the certificate of the database', (name) => {
  const rendered = render({ ...LEAST, havoc: { databaseCa: { secret: 'db-ca', key: 'root.pem' } } });
  expect(podOf(rendered).volumes).toContainEqual({
    name: 'havoc-database-ca',
    secret: { secretName: 'db-ca', items: [{ key: 'root.pem', path: 'ca.crt' }] },
  });
  expect(containerOf(rendered, name).volumeMounts).toContainEqual({
    name: 'havoc-database-ca',
    mountPath: '/etc/havoc/database',
    readOnly: true,
  });
});

test.each(['migrate', 'havoc'])('%s is no root, writes nowhere and can gain nothing', (name) => {
  const hardened = {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  expect(containerOf(NATIVE, name).securityContext).toEqual(hardened);
  expect(containerOf(CLASSIC, name).securityContext).toEqual(hardened);
});

test('pods have an account of their own, and no token of it', () => {
  expect(podOf(NATIVE)).toMatchObject({ serviceAccountName: 'poll', automountServiceAccountToken: false });
});

test('labels and annotations of one’s own win, but over what pods are found by', () => {
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

test('the Service leads to the listener for Slack alone, by its number', () => {
  const { Service, Deployment } = render({ ...LEAST, havoc: { ports: { slack: 3001 } } });
  // Before Kubernetes 1.32 no Service finds the name of a port of a native sidecar.
  expect(Service.spec.ports).toEqual([{ name: 'slack', port: 80, targetPort: 3001 }]);
  expect(Service.spec.selector).toEqual(Deployment.spec.selector.matchLabels);
  expect(Deployment.spec.template.metadata.labels).toMatchObject(Service.spec.selector);
});

test('there is an ingress when asked for, and it routes /slack alone', () => {
  expect(NATIVE.Ingress).toBeUndefined();
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

test('there is a route when asked for, and it routes /slack alone', () => {
  expect(NATIVE.HTTPRoute).toBeUndefined();
  const parentRefs = [{ name: 'public' }];
  const httpRoute = { enabled: true, parentRefs, hostnames: ['slack.example.com'] };
  expect(render({ ...LEAST, httpRoute }).HTTPRoute?.spec).toEqual({
    parentRefs,
    hostnames: ['slack.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/slack' } }],
        backendRefs: [{ name: 'poll', port: 80 }],
      },
    ],
  });
});

test('many pods keep away from each other, and are not all taken at once', () => {
  const { PodDisruptionBudget, Deployment } = render({ ...LEAST, replicaCount: 3 });
  const ours = { matchLabels: Deployment.spec.selector.matchLabels };
  expect(PodDisruptionBudget?.spec).toEqual({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: ours,
  });
  const { affinity, topologySpreadConstraints } = Deployment.spec.template.spec;
  expect(affinity).toEqual({
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: ours } },
      ],
    },
  });
  expect(topologySpreadConstraints).toEqual([
    expect.objectContaining({
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: ours,
    }),
  ]);
  expect(NATIVE.PodDisruptionBudget).toBeUndefined();
});

test('where the load says how many pods there are, nobody else does', () => {
  const autoscaling = { enabled: true, metrics: [{ type: 'Pods' }], maxReplicas: 9 };
  const { HorizontalPodAutoscaler, Deployment, PodDisruptionBudget } = render({ ...LEAST, autoscaling });
  expect(Deployment.spec.replicas).toBeUndefined();
  expect(HorizontalPodAutoscaler?.spec).toMatchObject({
    scaleTargetRef: { kind: 'Deployment', name: 'poll' },
    minReplicas: 2,
    maxReplicas: 9,
  });
  expect(PodDisruptionBudget).toBeDefined();
});

test('a network policy lets Slack in from anywhere, and the neighbours to probes and metrics', () => {
  const { NetworkPolicy } = render({ ...LEAST, networkPolicy: { enabled: true } });
  expect(NetworkPolicy?.spec.ingress).toEqual([
    { ports: [{ protocol: 'TCP', port: 3000 }] },
    { ports: [{ protocol: 'TCP', port: 9090 }], from: [{ podSelector: {} }] },
  ]);
});

test('the monitor finds the Service for metrics, which leads to every pod', () => {
  const values = { ...LEAST, serviceMonitor: { enabled: true } };
  const { ServiceMonitor, Deployment } = render(values);
  const ops = renderAll(values).find(({ metadata }) => metadata.name === 'poll-ops');
  expect(ops?.metadata.labels).toMatchObject(ServiceMonitor?.spec.selector.matchLabels ?? { none: 'found' });
  expect(ServiceMonitor?.spec.endpoints).toEqual([{ port: 'ops', path: '/metrics', interval: '30s' }]);
  expect(ops).toMatchObject({
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: Deployment.spec.selector.matchLabels,
      ports: [{ name: 'ops', port: 9090, targetPort: 9090 }],
    },
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
      // Kubernetes takes strings alone, and Go would write it as 5e+07.
      { name: 'HAVOC_BACKLOG_LIMIT', value: '50000000' },
      { name: 'NODE_OPTIONS', value: '--max-old-space-size=384' },
      { name: 'HAVOC_READINESS_STRICT', value: 'true' },
    ]),
  );
});

test('every variable that the chart sets is one that havoc reads', () => {
  const known = Object.keys(environmentSchema.shape);
  const set = containerOf(NATIVE, 'havoc').env?.map(({ name }) => name) ?? [];
  expect(set.filter((name) => !known.includes(name))).toEqual([]);
  const expected = Object.keys(NOT_SETTINGS).filter((name) => NOT_SETTINGS[name] !== 'not in a pod');
  expect([...set].sort()).toEqual(expected.sort());
});
