import { LEAST, render, renderAll } from './chart.js';

const NATIVE = render();

test('the Service leads only to the port for Slack, by number', () => {
  const { Service, Deployment } = render({ ...LEAST, havoc: { ports: { slack: 3001 } } });
  // Before Kubernetes 1.32, a Service cannot find a native sidecar's port by name.
  expect(Service.spec.ports).toEqual([{ name: 'slack', port: 80, targetPort: 3001 }]);
  expect(Service.spec.selector).toEqual(Deployment.spec.selector.matchLabels);
  expect(Deployment.spec.template.metadata.labels).toMatchObject(Service.spec.selector);
});

test('an ingress is optional, and routes only /slack', () => {
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

test('a route is optional, and routes only /slack', () => {
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

test('a network policy allows Slack from anywhere, and probes and metrics from the namespace', () => {
  const { NetworkPolicy } = render({ ...LEAST, networkPolicy: { enabled: true } });
  expect(NetworkPolicy?.spec.ingress).toEqual([
    { ports: [{ protocol: 'TCP', port: 3000 }] },
    { ports: [{ protocol: 'TCP', port: 9090 }], from: [{ podSelector: {} }] },
  ]);
});

test('the monitor selects only the Service for metrics, which leads to every pod', () => {
  const values = { ...LEAST, serviceMonitor: { enabled: true } };
  const { ServiceMonitor, Service, Deployment } = render(values);
  const { matchLabels = { none: 'found' } } = ServiceMonitor?.spec.selector ?? {};
  const ops = renderAll(values).find(({ metadata }) => metadata.name === 'poll-ops');
  expect(ops?.metadata.labels).toMatchObject(matchLabels);
  expect(Service.metadata.labels).not.toMatchObject(matchLabels);
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
