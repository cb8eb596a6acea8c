import { LEAST, render } from './chart.js';

test('several pods are spread over nodes and zones, and have a disruption budget, unlike a single pod', () => {
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
  expect(render().PodDisruptionBudget).toBeUndefined();
});

test('with autoscaling, the Deployment does not set the number of pods', () => {
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
