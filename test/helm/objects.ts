/** The parts of Kubernetes' objects that the tests use. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
}

export interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
  failureThreshold: number;
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  ports?: { name: string; containerPort: number }[];
  restartPolicy?: string;
  lifecycle?: { preStop: { sleep?: { seconds: number }; exec?: { command: string[] } } };
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
}

/** The spec of a pod. */
export interface Pod {
  initContainers?: Container[];
  containers: Container[];
  volumes?: { name: string; emptyDir?: Record<string, unknown> }[];
  securityContext: { fsGroup?: number };
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds: number;
  affinity: object;
  topologySpreadConstraints: object[];
}

export interface Rendered {
  Deployment: {
    spec: {
      replicas?: number;
      selector: { matchLabels: Record<string, string> };
      template: {
        metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
        spec: Pod;
      };
    };
  };
  Service: {
    metadata: { labels: Record<string, string> };
    spec: { type: string; selector: Record<string, string>; ports: { port: number; targetPort: number }[] };
  };
  Ingress?: { spec: Record<string, unknown> };
  HTTPRoute?: { spec: Record<string, unknown> };
  HorizontalPodAutoscaler?: { spec: Record<string, unknown> };
  PodDisruptionBudget?: { spec: Record<string, unknown> };
  NetworkPolicy?: { spec: { ingress: object[] } };
  ServiceMonitor?: { spec: { selector: { matchLabels: Record<string, string> }; endpoints: object[] } };
  PrometheusRule?: { spec: { groups: { rules: Rule[] }[] } };
  Pod: { spec: { containers: Container[] } };
  Secret?: { metadata: { name: string }; stringData: Record<string, string> };
  Notes?: { text: string };
}

export interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: { summary: string; description: string };
}
