import { z } from 'zod';
import { render } from '../helm/chart.js';

/** A field that a process of this test's user cannot have or does not need. test/helm checks it. */
const elsewhere = z.unknown().optional();

const port = z.union([z.number(), z.string()]);

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port }),
  initialDelaySeconds: z.number().default(0),
  periodSeconds: z.number().default(10),
  timeoutSeconds: z.number().default(1),
  successThreshold: z.number().default(1),
  failureThreshold: z.number().default(3),
});

const hook = z.union([
  z.strictObject({ exec: z.strictObject({ command: z.array(z.string()) }) }),
  z.strictObject({ sleep: z.strictObject({ seconds: z.number() }) }),
]);

const variable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({
      secretKeyRef: z.strictObject({
        name: z.string(),
        key: z.string(),
        optional: z.boolean().default(false),
      }),
    })
    .optional(),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  imagePullPolicy: elsewhere,
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(variable).default([]),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.number() })).default([]),
  restartPolicy: z.literal('Always').optional(),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  lifecycle: z.strictObject({ preStop: hook.optional() }).default({}),
  resources: elsewhere,
  securityContext: elsewhere,
  volumeMounts: z
    .array(z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: elsewhere }))
    .default([]),
});

/** The part of a pod that processes can reproduce. Unknown fields are refused, so that nothing goes untested. */
export const podSpec = z.strictObject({
  serviceAccountName: elsewhere,
  automountServiceAccountToken: elsewhere,
  enableServiceLinks: elsewhere,
  imagePullSecrets: elsewhere,
  securityContext: elsewhere,
  affinity: elsewhere,
  topologySpreadConstraints: elsewhere,
  terminationGracePeriodSeconds: z.number().default(30),
  initContainers: z.array(container).default([]),
  containers: z.array(container),
  volumes: z.array(z.strictObject({ name: z.string(), emptyDir: z.unknown() })).default([]),
});

const deployment = z.object({
  replicas: z.number(),
  strategy: z.strictObject({
    type: z.literal('RollingUpdate'),
    rollingUpdate: z.strictObject({ maxSurge: z.number(), maxUnavailable: z.number() }),
  }),
  template: z.object({ spec: podSpec }),
});

export type Probe = z.output<typeof probe>;
export type Hook = z.output<typeof hook>;
export type Container = z.output<typeof container>;
export type PodSpec = z.output<typeof podSpec>;

/** The part of the chart's output that processes can reproduce, for some values. */
export interface Manifest {
  replicas: number;
  maxSurge: number;
  maxUnavailable: number;
  pod: PodSpec;
  /** The port of the pod to which the Service leads, by number or name. */
  targetPort: number | string;
}

/** Renders the chart. @throws ZodError that names the fields of the manifest that cannot be run here */
export function readManifest(values: object): Manifest {
  const { Deployment, Service } = render(values);
  const { replicas, strategy, template } = deployment.parse(Deployment.spec);
  const [{ targetPort } = { targetPort: 0 }] = Service.spec.ports;
  return { replicas, ...strategy.rollingUpdate, pod: template.spec, targetPort };
}

/** Returns a port of these containers, given as Kubernetes refers to it: by number, or by a container's name for it. */
export function portOf(containers: Container[], port: number | string): number {
  if (typeof port === 'number') return port;
  const found = containers.flatMap(({ ports }) => ports).find(({ name }) => name === port);
  if (found === undefined) throw new Error(`No container has a port that is called ${port}.`);
  return found.containerPort;
}
