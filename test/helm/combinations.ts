import { LEAST, OAUTH } from './chart.js';

export interface Combination {
  values: object;
  /** The version of Kubernetes; 1.30 by default. */
  kubernetes?: string;
}

const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 5 };
const classic = { havoc: { sidecar: 'classic' } };
const having = (more: object): Combination => ({ values: { ...LEAST, ...more } });

/** Realistic combinations of values. Each must render to objects that Kubernetes accepts. */
export const COMBINATIONS: Readonly<Record<string, Combination>> = {
  'the minimum': { values: LEAST },
  'the oldest Kubernetes with native sidecars': { values: LEAST, kubernetes: '1.29' },
  'a newer Kubernetes': { values: LEAST, kubernetes: '1.34' },
  'a classic sidecar': having(classic),
  'a classic sidecar on the oldest Kubernetes': {
    ...having({ ...classic, replicaCount: 2 }),
    kubernetes: '1.25',
  },
  'a port instead of the socket': having({
    havoc: { transport: 'tcp', ports: { grpc: 7000 } },
    fsGroup: null,
  }),
  'no init container and no volume': having({
    havoc: { sidecar: 'classic', transport: 'tcp', migrate: false },
  }),
  'no wait before the stop': having({ havoc: { preStopSeconds: 0 } }),
  'other ports': having({ havoc: { ports: { slack: 3001, ops: 9091 } }, service: { port: 8080 } }),
  'an ingress': having({ ingress: { enabled: true, host: 'slack.example.com' } }),
  'an ingress with a certificate': having({
    ingress: {
      enabled: true,
      host: 'slack.example.com',
      className: 'nginx',
      tlsSecret: 'cert',
      annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
    },
  }),
  'a route': having({
    httpRoute: {
      enabled: true,
      parentRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }],
      hostnames: ['slack.example.com'],
    },
  }),
  'several pods': having({ replicaCount: 5, podDisruptionBudget: { maxUnavailable: '25%' } }),
  'several pods on the oldest Kubernetes': { ...having({ replicaCount: 5 }), kubernetes: '1.29' },
  autoscaling: having({
    app: { ...LEAST.app, resources: { requests: { cpu: '250m', memory: '128Mi' } } },
    autoscaling: { enabled: true, behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } },
  }),
  'autoscaling by a metric': having({
    autoscaling: {
      enabled: true,
      metrics: [
        {
          type: 'Pods',
          pods: { metric: { name: 'havoc_in_flight' }, target: { type: 'AverageValue', averageValue: '50' } },
        },
      ],
    },
  }),
  'a network policy': having({ networkPolicy: { enabled: true } }),
  'a network policy with peers': having({
    networkPolicy: {
      enabled: true,
      slackFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
      opsFrom: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
      extraIngress: [{ ports: [{ port: 8080, protocol: 'TCP' }] }],
    },
  }),
  monitoring: having({
    serviceMonitor: { enabled: true, interval: '15s', labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' }, alertLabels: { team: 'chat' } },
  }),
  'trial secrets': having({
    secret: { create: true, values: { DATABASE_URL: 'postgresql://db/havoc', SLACK_APP_TOKEN: 'xapp-1' } },
  }),
  'a trial database': having({
    postgresql: { enabled: true, storageClassName: 'fast', storage: '5Gi' },
    imagePullSecrets: [{ name: 'registry' }],
  }),
  'the certificate of a database in a Secret': having({
    havoc: { databaseCa: { secret: 'db-ca', key: 'root.pem' } },
  }),
  'the certificate of a database in a ConfigMap': having({
    havoc: { transport: 'tcp', databaseCa: { configMap: 'db-ca' } },
  }),
  'OAuth at the host of the ingress': having({
    havoc: { oauth: { enabled: true, scopes: ['chat:write'] } },
    ingress: { enabled: true, host: 'slack.example.com' },
  }),
  'OAuth with pages of its own': having({
    havoc: {
      transport: 'tcp',
      oauth: {
        ...OAUTH,
        userScopes: ['search:read'],
        successUrl: 'https://app.example.com/installed?by=slack',
        pages: { configMap: 'poll-pages', failure: 'failure.html' },
      },
      settings: { HAVOC_OAUTH_PKCE: true, HAVOC_PURGE_AFTER_DAYS: 7, HAVOC_REFRESH_BEFORE_MS: 3_600_000 },
    },
  }),
  'OAuth with trial secrets': having({
    havoc: { oauth: OAUTH },
    postgresql: { enabled: true },
    secret: {
      create: true,
      values: {
        SLACK_CLIENT_ID: '1.2',
        SLACK_CLIENT_SECRET: '0123456789abcdef',
        HAVOC_ENCRYPTION_KEYS: 'a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      },
    },
  }),
  settings: having({
    havoc: {
      existingSecret: 'poll-secrets',
      secretKeys: { SLACK_BOT_TOKEN: 'bot-token' },
      settings: {
        HAVOC_DRAIN_MS: 45_500,
        HAVOC_DATABASE_WAIT_MS: 600_000,
        HAVOC_BACKLOG_LIMIT: 50_000_000,
        HAVOC_FALLBACK_VIEW: 'update',
        NODE_OPTIONS: '--max-old-space-size=384',
      },
    },
    readiness: { strict: true },
  }),
  'all values of the app': having({
    app: {
      name: 'poll',
      image:
        'registry.example.com/poll@sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865',
      imagePullPolicy: 'Always',
      command: ['node'],
      args: ['worker.js'],
      env: [
        { name: 'POLL_URL', value: 'x' },
        { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      envFrom: [{ secretRef: { name: 'poll-app' } }],
      ports: [{ name: 'web', containerPort: 8080 }],
      resources: { requests: { cpu: 0.5, memory: '1Gi' }, limits: { memory: '1Gi' } },
      securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
      startupProbe: probe,
      livenessProbe: probe,
      readinessProbe: probe,
      lifecycle: { preStop: { sleep: { seconds: 3 } } },
      stopSeconds: 120,
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    },
    volumes: [{ name: 'cache', emptyDir: {} }],
  }),
  'extra containers': having({
    initContainers: [{ name: 'seed', image: 'registry.example.com/poll:1', args: ['seed'] }],
    containers: [{ name: 'proxy', image: 'registry.example.com/proxy:1' }],
  }),
  'extra containers with a classic sidecar': having({
    ...classic,
    initContainers: [{ name: 'seed', image: 'registry.example.com/poll:1' }],
    containers: [{ name: 'proxy', image: 'registry.example.com/proxy:1' }],
  }),
  scheduling: having({
    nodeSelector: { 'kubernetes.io/arch': 'amd64' },
    tolerations: [{ key: 'chat', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'chat', operator: 'Exists' }] }],
        },
      },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' },
    ],
    priorityClassName: 'high',
    podLabels: { team: 'chat' },
    podAnnotations: { a: 'b' },
    commonLabels: { owner: 'chat' },
    terminationGracePeriodSeconds: 300,
    strategy: { type: 'Recreate' },
  }),
  'an existing service account': having({
    serviceAccount: { create: false, name: 'poll', automountToken: true },
  }),
  'a new service account': having({
    serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/poll' } },
  }),
  'a Service outside the cluster': having({
    service: { type: 'LoadBalancer', port: 443, annotations: { a: 'b' } },
  }),
  'a user that the cluster chooses': having({
    havoc: { securityContext: { runAsUser: null, runAsGroup: null } },
    fsGroup: null,
  }),
  'no Service for probes and metrics': having({ opsService: { enabled: false } }),
  'extra objects': having({
    extraObjects: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { a: 'b' } },
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "havoc.name" . }}-two\n',
    ],
  }),
};
